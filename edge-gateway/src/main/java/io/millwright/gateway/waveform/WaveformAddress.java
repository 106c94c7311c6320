package io.millwright.gateway.waveform;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import io.millwright.gateway.reading.UnusableMessageException;

/**
 * Where the samples of a point are sent to: {@code <prefix>{tenant}/{asset}/waveforms/{point}}, or
 * with {@code /protobuf} behind it.
 */
record WaveformAddress(AssetKey asset, String point, boolean protobuf) {
  private static final String WAVEFORMS = "waveforms";

  /** Whether the address is meant for samples, right or not. */
  static boolean meant(DeviceMessage message) {
    String address = message.address();
    String prefix = message.protocol().addressPrefix();
    if (prefix.isEmpty() || !address.startsWith(prefix)) {
      return false;
    }
    int asset = address.indexOf('/', prefix.length()) + 1;
    int kind = asset == 0 ? 0 : address.indexOf('/', asset) + 1;
    int end = kind + WAVEFORMS.length();
    return kind > 0
        && address.startsWith(WAVEFORMS, kind)
        && (address.length() == end || address.charAt(end) == '/');
  }

  static WaveformAddress parse(DeviceMessage message) throws UnusableMessageException {
    String prefix = message.protocol().addressPrefix();
    String[] parts = message.address().substring(prefix.length()).split("/", -1);
    boolean protobuf = parts.length == 5 && parts[4].equals("protobuf");
    if (parts.length != 4 && !protobuf) {
      throw address(
          message,
          " does not name one point: send samples to "
              + prefix
              + "{tenant}/{asset}/waveforms/{point}, a protobuf body to the same with /protobuf behind it");
    }
    try {
      AssetKey asset = AssetKey.of(parts[0], parts[1]);
      PointName.check(parts[3]);
      return new WaveformAddress(asset, parts[3], protobuf);
    } catch (IllegalArgumentException e) {
      throw address(message, ": " + e.getMessage());
    }
  }

  private static UnusableMessageException address(DeviceMessage message, String problem) {
    return new UnusableMessageException(
        Rejection.Kind.ADDRESS, "address '" + Shown.text(message.address()) + "'" + problem);
  }
}
