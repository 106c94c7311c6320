package io.millwright.gateway.reading;

import io.millwright.contracts.measurement.Measurements;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns a message into readings, or says what is wrong with it. Can be shared by threads. */
public final class ReadingDecoder {
  /** The MQTT topics that readings are sent to. */
  public static final String TOPIC_FILTER = "millwright/v1/+/+/measurements/#";

  /** Addresses are few and repeat; a flood of different ones must not fill the memory. */
  private static final int MAX_KNOWN_ADDRESSES = 50_000;

  private final JsonBody json;
  private final SenmlBody senml;
  private final ProtobufBody protobuf;
  private final ConcurrentHashMap<String, MeasurementAddress> known = new ConcurrentHashMap<>();

  public ReadingDecoder(ReadingLimits limits) {
    this.json = new JsonBody(limits);
    this.senml = new SenmlBody(limits);
    this.protobuf = new ProtobufBody(limits);
  }

  public DecodeResult decode(DeviceMessage message) {
    try {
      MeasurementAddress address = address(message);
      BodyFormat format = formatOf(message.payload(), message.declaredFormat(), address.suffix());
      Measurements measurements =
          switch (format) {
            case JSON -> json.read(address.asset(), message);
            case SENML_JSON, SENML_CBOR -> senml.read(address.asset(), message, format);
            case PROTOBUF -> protobuf.read(address.asset(), message);
            case CBOR ->
                throw new UnusableMessageException(
                    Rejection.Kind.FORMAT,
                    "readings cannot be plain CBOR: send JSON (application/json, CoAP 50), SenML JSON"
                        + " (application/senml+json, CoAP 110), SenML CBOR (application/senml+cbor,"
                        + " CoAP 112) or protobuf (application/x-protobuf)");
          };
      return new DecodeResult.Decoded(measurements);
    } catch (UnusableMessageException e) {
      return new DecodeResult.Rejected(e.rejection());
    }
  }

  private MeasurementAddress address(DeviceMessage message) throws UnusableMessageException {
    MeasurementAddress address = known.get(message.address());
    if (address == null) {
      address = MeasurementAddress.parse(message.protocol(), message.address());
      if (known.size() >= MAX_KNOWN_ADDRESSES) {
        known.clear();
      }
      known.put(message.address(), address);
    }
    return address;
  }

  /** The device's word counts; JSON at an address for something else is the JSON of that. */
  private static BodyFormat formatOf(
      byte[] payload, @Nullable BodyFormat declared, MeasurementAddress.Suffix suffix) {
    if (declared != null
        && (declared != BodyFormat.JSON || suffix == MeasurementAddress.Suffix.NONE)) {
      return declared;
    }
    return switch (suffix) {
      case NONE -> BodyFormat.JSON;
      case PROTOBUF -> BodyFormat.PROTOBUF;
      // A CBOR array or tag has the highest bit of its first byte set, which JSON text never has.
      case SENML ->
          payload.length > 0 && payload[0] < 0 ? BodyFormat.SENML_CBOR : BodyFormat.SENML_JSON;
    };
  }
}
