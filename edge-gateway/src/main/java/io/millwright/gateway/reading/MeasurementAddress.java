package io.millwright.gateway.reading;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;

/**
 * Where measurements of an asset are sent to: {@code <prefix>{tenant}/{asset}/measurements}, or
 * with {@code /senml} behind it.
 */
record MeasurementAddress(AssetKey asset, boolean senml) {

  static MeasurementAddress parse(Protocol protocol, String address)
      throws UnusableMessageException {
    String prefix = protocol.addressPrefix();
    if (!address.startsWith(prefix)) {
      throw notAnAddress(protocol, address);
    }
    String[] parts = address.substring(prefix.length()).split("/", -1);
    boolean senml = parts.length == 4 && parts[3].equals("senml");
    if (!(parts.length == 3 || senml) || !parts[2].equals("measurements")) {
      throw notAnAddress(protocol, address);
    }
    try {
      return new MeasurementAddress(
          new AssetKey(new TenantId(parts[0]), new AssetId(parts[1])), senml);
    } catch (IllegalArgumentException e) {
      throw new UnusableMessageException(
          Rejection.Kind.ADDRESS, "address '" + Shown.text(address) + "': " + e.getMessage());
    }
  }

  private static UnusableMessageException notAnAddress(Protocol protocol, String address) {
    return new UnusableMessageException(
        Rejection.Kind.ADDRESS,
        "address '"
            + Shown.text(address)
            + "' is not one for telemetry: send to "
            + protocol.addressPrefix()
            + "{tenant}/{asset}/measurements, or to the same with /senml behind it; samples to "
            + protocol.addressPrefix()
            + "{tenant}/{asset}/waveforms/{point}");
  }
}
