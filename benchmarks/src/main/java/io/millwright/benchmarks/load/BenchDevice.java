package io.millwright.benchmarks.load;

import io.millwright.contracts.asset.AssetKey;
import java.util.Locale;

/**
 * A device of the load, which writes one asset.
 *
 * @param index from 0
 */
public record BenchDevice(int index) {
  public static final String TENANT = "bench";

  /** Of all of them: what is measured is checking it. */
  public static final String PASSWORD = "of-devices-that-live-for-seconds-on-loopback";

  public String name() {
    return "device-" + index;
  }

  /** As MQTT has it. */
  public String userName() {
    return TENANT + "/" + name();
  }

  public AssetKey asset() {
    return AssetKey.of(TENANT, "asset-" + index);
  }

  /** Where its readings are published. */
  public String topic() {
    return "millwright/v1/" + asset() + "/measurements";
  }

  /** Name of its point number {@code i}, from 0. */
  public static String point(int i) {
    return String.format(Locale.ROOT, "point-%02d", i + 1);
  }
}
