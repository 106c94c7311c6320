package io.millwright.cmms.device;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What someone says about a device.
 *
 * @param tag needed to register one; must be absent or the same to change one
 * @param autoProvision whether assets and points that nobody has registered are registered when it
 *     first writes them
 */
@Serdeable
record DescribeDevice(
    @Nullable
        @Pattern(
            regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit")
        String tag,
    @NotBlank @Size(max = 200) String name,
    boolean autoProvision,
    @Nullable @Valid DeviceLimits limits,
    @Nullable @Valid @Size(max = 500) List<@Valid DeviceGrant> grants) {

  DeviceLimits limitsOrDefault() {
    return limits == null ? DeviceLimits.OF_THE_GATEWAY : limits;
  }

  List<DeviceGrant> grantsOrNone() {
    return grants == null ? List.of() : grants;
  }
}
