package io.millwright.gateway.registry;

import io.millwright.contracts.asset.AssetKey;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The newest directory that the gateway has. Many threads read, one writes. */
public final class Registry {
  private final List<DeviceListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile Directory directory = new Directory();
  private volatile boolean loaded;

  public Directory directory() {
    return directory;
  }

  /** Whether the directory is the registry's, as of now or as of an earlier run of the gateway. */
  public boolean loaded() {
    return loaded;
  }

  /** Rises after each change of a device. */
  long changes() {
    return changes.get();
  }

  public void onDeviceChange(DeviceListener listener) {
    listeners.add(listener);
  }

  /** Puts another directory in place of the present one. */
  public void replace(Directory fresh) {
    Directory before = directory;
    directory = fresh;
    loaded = true;
    changes.incrementAndGet();
    before
        .devices()
        .forEach((identity, device) -> changed(identity, device, fresh.device(identity)));
  }

  /**
   * Takes over a device.
   *
   * @param encoded a {@link io.millwright.contracts.wire.DeviceRegistration}; null = it is gone
   * @throws IllegalArgumentException if it is none, or that of another device
   */
  public void device(String identity, byte @Nullable [] encoded) {
    Directory current = directory;
    RegisteredDevice before = current.device(identity);
    current.device(identity, encoded);
    changes.incrementAndGet();
    if (before != null) {
      changed(identity, before, current.device(identity));
    }
  }

  /**
   * Takes over an asset.
   *
   * @param encoded an {@link io.millwright.contracts.wire.AssetRegistration}; null = it is gone
   * @throws IllegalArgumentException if it is none, or that of another asset
   */
  public void asset(AssetKey key, byte @Nullable [] encoded) {
    directory.asset(key, encoded);
  }

  private void changed(String identity, RegisteredDevice before, @Nullable RegisteredDevice after) {
    if (after != null && Arrays.equals(before.encoded(), after.encoded())) {
      return;
    }
    for (DeviceListener listener : listeners) {
      listener.changed(identity, before, after);
    }
  }
}
