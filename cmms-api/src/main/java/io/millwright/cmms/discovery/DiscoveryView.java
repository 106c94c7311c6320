package io.millwright.cmms.discovery;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Discoveries as the API shows them. */
final class DiscoveryView {
  private DiscoveryView() {}

  /** A page of discoveries, the newest first. */
  @Serdeable
  record Page(List<Item> items, @Nullable String next) {}

  /**
   * A point, an asset or a device that nobody has registered.
   *
   * @param source who sent it, as protocol:identity
   * @param device tag of the device that the source names; of an unknown device it is only a claim
   * @param asset null = none was named
   * @param point null = none was named
   * @param unit UCUM, where the message said so
   * @param value the latest
   * @param address where it was sent to
   */
  @Serdeable
  record Item(
      UUID id,
      String source,
      @Nullable String device,
      Discovered.Reason reason,
      @Nullable String asset,
      @Nullable String point,
      @Nullable String unit,
      @Nullable Double value,
      String address,
      Instant firstSeenAt,
      Instant lastSeenAt,
      boolean dismissed) {}

  /**
   * What was registered by one call.
   *
   * @param device null = the source names none
   * @param asset null = the discovery named none
   * @param points that are registered now
   */
  @Serdeable
  record Mapped(@Nullable String device, @Nullable String asset, List<String> points) {}
}
