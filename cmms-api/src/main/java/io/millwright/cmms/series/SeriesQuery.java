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
 * @param shape what is drawn of more readings than that; null = buckets
 * @param gapAfter what is longer is a gap, as an ISO 8601 duration; null = judged by the readings
 */
@Serdeable
record SeriesQuery(
    @NotEmpty List<@Valid Point> points,
    @Nullable String from,
    @Nullable String to,
    @Nullable Integer maxPoints,
    @Nullable String shape,
    @Nullable String gapAfter) {

  /**
   * One of the points.
   *
   * @param derived whether it is a descriptor of the monitoring; null = no
   */
  @Serdeable
  record Point(@NotBlank String asset, @NotBlank String point, @Nullable Boolean derived) {}
}
