package io.millwright.gateway.reading;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.gateway.device.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Where measurements of an asset are sent to: {@code <prefix>{tenant}/{asset}/measurements}, or
 * with {@code /senml} or {@code /protobuf} behind it.
 */
record MeasurementAddress(AssetKey asset, Suffix suffix) {

  /** What an address says about the format of the body. */
  enum Suffix {
    NONE,
    SENML,
    PROTOBUF
  }

  static MeasurementAddress parse(Protocol protocol, String address)
      throws UnusableMessageException {
    String prefix = protocol.addressPrefix();
    if (!address.startsWith(prefix)) {
      throw notAnAddress(protocol, address);
    }
    String[] parts = address.substring(prefix.length()).split("/", -1);
    Suffix suffix = suffix(parts);
    if (suffix == null || !parts[2].equals("measurements")) {
      throw notAnAddress(protocol, address);
    }
    try {
      return new MeasurementAddress(
          new AssetKey(new TenantId(parts[0]), new AssetId(parts[1])), suffix);
    } catch (IllegalArgumentException e) {
      throw new UnusableMessageException(
          Rejection.Kind.ADDRESS, "address '" + Shown.text(address) + "': " + e.getMessage());
    }
  }

  private static @Nullable Suffix suffix(String[] parts) {
    if (parts.length == 3) {
      return Suffix.NONE;
    }
    return parts.length != 4
        ? null
        : parts[3].equals("senml")
            ? Suffix.SENML
            : parts[3].equals("protobuf") ? Suffix.PROTOBUF : null;
  }

  private static UnusableMessageException notAnAddress(Protocol protocol, String address) {
    return new UnusableMessageException(
        Rejection.Kind.ADDRESS,
        "address '"
            + Shown.text(address)
            + "' is not one for telemetry: send to "
            + protocol.addressPrefix()
            + "{tenant}/{asset}/measurements, or to the same with /senml or /protobuf behind it;"
            + " samples to "
            + protocol.addressPrefix()
            + "{tenant}/{asset}/waveforms/{point}");
  }
}
