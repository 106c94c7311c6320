package io.millwright.cmms.discovery;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Everything that a source sent for an asset, to be registered; see {@link MapDiscovery}. */
@Serdeable
record MapAsset(
    @NotBlank @Size(max = 300) String source,
    @NotBlank @Size(max = 128) String asset,
    @Nullable @Size(min = 1, max = 200) String assetName,
    @Nullable
        @Pattern(
            regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit")
        String assetClass,
    @Nullable @Size(max = 200) String site) {}
