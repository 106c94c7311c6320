package io.millwright.gateway.registry;

import org.jspecify.annotations.Nullable;

/** Hears of changes on the thread that reads them; must not block. */
@FunctionalInterface
public interface DeviceListener {
  /**
   * A device has changed.
   *
   * @param after null = it is gone
   */
  void changed(String identity, RegisteredDevice before, @Nullable RegisteredDevice after);
}
