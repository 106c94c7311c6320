package io.millwright.gateway.waveform;

import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.EventTime;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.UnusableMessageException;

/** Turns a message into a waveform, or says what is wrong with it. Can be shared by threads. */
public final class WaveformDecoder {
  /** The MQTT topics that waveforms are sent to. */
  public static final String TOPIC_FILTER = "millwright/v1/+/+/waveforms/#";

  private final EventTime eventTime;

  public WaveformDecoder(ReadingLimits limits) {
    this.eventTime = new EventTime(limits);
  }

  /** Whether a message was sent as a waveform, by its address. */
  public static boolean handles(DeviceMessage message) {
    return WaveformAddress.meant(message);
  }

  /** Decodes a message that {@link #handles} is true for. */
  public WaveformResult decode(DeviceMessage message) {
    try {
      WaveformAddress address = WaveformAddress.parse(message);
      if (message.payload().length == 0) {
        throw new UnusableMessageException(
            Rejection.Kind.SYNTAX, "the body is empty: " + MapBody.EXAMPLE);
      }
      Waveform waveform =
          switch (format(message, address)) {
            case JSON -> MapBody.json(address, message, eventTime);
            case CBOR -> MapBody.cbor(address, message, eventTime);
            case PROTOBUF -> ProtobufBody.read(address, message, eventTime);
            case SENML_JSON, SENML_CBOR ->
                throw new UnusableMessageException(
                    Rejection.Kind.FORMAT,
                    "a waveform cannot be SenML: send JSON (application/json, CoAP 50), CBOR"
                        + " (application/cbor, CoAP 60) or protobuf (application/x-protobuf, or"
                        + " /protobuf behind the address)");
          };
      return new WaveformResult.Decoded(waveform);
    } catch (UnusableMessageException e) {
      return new WaveformResult.Rejected(e.rejection());
    }
  }

  private static BodyFormat format(DeviceMessage message, WaveformAddress address) {
    BodyFormat declared = message.declaredFormat();
    if (declared != null) {
      return declared;
    }
    if (address.protobuf()) {
      return BodyFormat.PROTOBUF;
    }
    // A CBOR map or tag has the highest bit of its first byte set, which JSON text never has.
    return message.payload()[0] < 0 ? BodyFormat.CBOR : BodyFormat.JSON;
  }
}
