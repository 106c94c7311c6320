package io.millwright.cmms.discovery;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * How to register what was discovered. Everything may be absent.
 *
 * @param assetName of an asset that is missing; absent = its tag
 * @param assetClass of an asset that is missing; absent = unclassified
 * @param unit UCUM, of a point that is missing; absent = the one that the device said
 */
@Serdeable
record MapDiscovery(
    @Nullable @Size(min = 1, max = 200) String assetName,
    @Nullable
        @Pattern(
            regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit")
        String assetClass,
    @Nullable @Size(max = 200) String site,
    @Nullable
        @Pattern(
            regexp = "[!-~]{1,64}",
            message =
                "write a UCUM unit such as Cel, bar or mm/s: 1 to 64 printable ASCII characters, no"
                    + " spaces")
        String unit) {}
