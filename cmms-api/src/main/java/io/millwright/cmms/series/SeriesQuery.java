package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the readings of many points over one range.
 *
 * @param from null = 30 days before the end
 * @param to null = the newest reading of any of them
 * @param maxPoints of each series; null = 500
 */
@Serdeable
record SeriesQuery(
    @NotEmpty List<@Valid Point> points,
    @Nullable String from,
    @Nullable String to,
    @Nullable Integer maxPoints) {

  @Serdeable
  record Point(@NotBlank String asset, @NotBlank String point) {}
}
