package io.millwright.gateway.reading;

import io.millwright.contracts.measurement.Measurements;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Turns a message into readings, or says what is wrong with it. Can be shared by threads. */
public final class ReadingDecoder {
  /** The MQTT topics that readings are sent to. */
  public static final String TOPIC_FILTER = "millwright/v1/+/+/measurements/#";

  /** Addresses are few and repeat; a flood of different ones must not fill the memory. */
  private static final int MAX_KNOWN_ADDRESSES = 50_000;

  /** The same for the points of all of them. */
  private static final int MAX_REMEMBERED_POINTS = 500_000;

  private final JsonBody json;
  private final EventTime eventTime;
  private final SenmlBody senml;
  private final ProtobufBody protobuf;
  private final ConcurrentHashMap<String, KnownAddress> known = new ConcurrentHashMap<>();
  private final AtomicInteger rememberedPoints = new AtomicInteger();

  public ReadingDecoder(ReadingLimits limits) {
    this.json = new JsonBody(limits);
    this.eventTime = new EventTime(limits);
    this.senml = new SenmlBody(limits);
    this.protobuf = new ProtobufBody(limits);
  }

  /** Null = no readings have come to its address before, so that it may be one for others. */
  public @Nullable DecodeResult decodeIfKnown(DeviceMessage message) {
    KnownAddress address = known.get(message.address());
    return address == null ? null : decode(address, message);
  }

  public DecodeResult decode(DeviceMessage message) {
    try {
      return decode(known(message), message);
    } catch (UnusableMessageException e) {
      return new DecodeResult.Rejected(e.rejection());
    }
  }

  private DecodeResult decode(KnownAddress known, DeviceMessage message) {
    try {
      MeasurementAddress address = known.address;
      BodyFormat format = formatOf(message.payload(), message.declaredFormat(), address.suffix());
      Measurements measurements =
          switch (format) {
            case JSON -> json(known, message);
            case SENML_JSON, SENML_CBOR -> senml.read(address.asset(), message, format);
            case PROTOBUF -> protobuf.read(address.asset(), message);
            case CBOR ->
                throw new UnusableMessageException(
                    Rejection.Kind.FORMAT,
                    "readings cannot be plain CBOR: send JSON (application/json, CoAP 50), SenML JSON"
                        + " (application/senml+json, CoAP 110), SenML CBOR (application/senml+cbor,"
                        + " CoAP 112) or protobuf (application/x-protobuf)");
          };
      remember(known, measurements.points());
      return new DecodeResult.Decoded(measurements);
    } catch (UnusableMessageException e) {
      return new DecodeResult.Rejected(e.rejection());
    }
  }

  private Measurements json(KnownAddress known, DeviceMessage message)
      throws UnusableMessageException {
    UsualJson usual = known.usualJson;
    Measurements read = usual == null ? null : usual.read(known.address.asset(), message);
    return read != null ? read : json.read(known.address.asset(), message, known.usualPoints);
  }

  private KnownAddress known(DeviceMessage message) throws UnusableMessageException {
    KnownAddress address = known.get(message.address());
    if (address == null) {
      address = new KnownAddress(MeasurementAddress.parse(message.protocol(), message.address()));
      if (known.size() >= MAX_KNOWN_ADDRESSES) {
        known.clear();
        rememberedPoints.set(0);
      }
      known.put(message.address(), address);
    }
    return address;
  }

  private void remember(KnownAddress address, List<String> points) {
    if (address.usualPoints == points) {
      return;
    }
    if (rememberedPoints.addAndGet(points.size() - address.usualPoints.size())
        > MAX_REMEMBERED_POINTS) {
      known.clear();
      rememberedPoints.set(0);
    } else {
      address.usualPoints = points;
      address.usualJson = UsualJson.of(points, eventTime);
    }
  }

  /** An address that has been read, and the points of the latest message to it. */
  private static final class KnownAddress {
    private final MeasurementAddress address;
    private volatile List<String> usualPoints = List.of();
    private volatile @Nullable UsualJson usualJson;

    private KnownAddress(MeasurementAddress address) {
      this.address = address;
    }
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
