package io.millwright.cmms.series;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What readers of readings may take of an instance of the API at a time.
 *
 * @param exports of all organizations together
 * @param exportsOfOrganization of each of them
 * @param liveInterval between two looks for new readings
 * @param livePoints that are looked at for all who follow new readings
 * @param liveStreamsOfOrganization of people and programs who follow new readings
 * @param liveStreamsOfUser of each of them
 */
@Context
@ConfigurationProperties("millwright.series")
record SeriesConfig(
    @Bindable(defaultValue = "8") @Min(1) int exports,
    @Bindable(defaultValue = "3") @Min(1) int exportsOfOrganization,
    @Bindable(defaultValue = "PT0.5S") Duration liveInterval,
    @Bindable(defaultValue = "5000") @Min(1) int livePoints,
    @Bindable(defaultValue = "100") @Min(1) int liveStreamsOfOrganization,
    @Bindable(defaultValue = "6") @Min(1) int liveStreamsOfUser) {
  SeriesConfig {
    if (liveInterval.toMillis() < 50) {
      throw new IllegalArgumentException(
          "millwright.series.live-interval must be 50 ms or more, but was " + liveInterval);
    }
  }
}
