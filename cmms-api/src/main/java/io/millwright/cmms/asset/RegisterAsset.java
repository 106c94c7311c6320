package io.millwright.cmms.asset;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** An asset that someone registers. */
@Serdeable
record RegisterAsset(
    @NotBlank
        @Pattern(
            regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit")
        String tag,
    @NotBlank @Size(max = 200) String name,
    @NotBlank
        @Pattern(
            regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit")
        String assetClass,
    @Nullable @Size(max = 200) String site,
    @Nullable Criticality criticality) {}
