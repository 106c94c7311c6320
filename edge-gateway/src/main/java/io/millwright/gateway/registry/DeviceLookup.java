package io.millwright.gateway.registry;

import org.jspecify.annotations.Nullable;

/**
 * The device of a name as the registry has it now. It is asked for several times for each message,
 * so it is looked up anew only when something in the registry has changed. Can be shared by
 * threads.
 */
public final class DeviceLookup {
  private final Registry registry;
  private final String identity;
  private volatile Found latest;

  /**
   * A lookup of one name.
   *
   * @param identity {@code tenant/device}
   */
  public DeviceLookup(Registry registry, String identity) {
    this.registry = registry;
    this.identity = identity;
    this.latest = found(registry.changes());
  }

  /** Null = there is no such device any more. */
  public @Nullable RegisteredDevice device() {
    Found known = latest;
    long changes = registry.changes();
    if (known.changes != changes) {
      known = found(changes);
      latest = known;
    }
    return known.device;
  }

  /** What is found after a change is at least as new as that. */
  private Found found(long changes) {
    return new Found(changes, registry.directory().device(identity));
  }

  private record Found(long changes, @Nullable RegisteredDevice device) {}
}
