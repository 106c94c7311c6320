package io.millwright.cmms.device;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device may write.
 *
 * @param asset tag of an asset, which need not be registered yet; {@code *} = every one that has no
 *     grant of its own
 * @param points names of points; empty = every one, and events
 */
@Serdeable
record DeviceGrant(
    @NotNull
        @Pattern(
            regexp = "\\*|[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
            message =
                "write * for every asset, or a tag: 1 to 128 characters of A-Z a-z 0-9 . _ : -")
        String asset,
    @Nullable @Size(max = 5000)
        List<
                @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
                    message = "a point's name has 1 to 128 characters of A-Z a-z 0-9 . _ : -")
                String>
            points) {
  static final String EVERY_ASSET = "*";

  @Override
  public List<String> points() {
    return points == null ? List.of() : List.copyOf(points);
  }
}
