package io.millwright.gateway.reading;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the body of a message is written. */
public enum BodyFormat {
  /** Millwright's own JSON, see {@code docs/connect-devices.md}. */
  JSON,
  SENML_JSON,
  SENML_CBOR,
  /** The fields of Millwright's own JSON in CBOR. */
  CBOR,
  /** A message of {@code contracts}. */
  PROTOBUF;

  /** The format of a media type, parameters ignored; null when it names none of them. */
  public static @Nullable BodyFormat ofMediaType(String mediaType) {
    int parameters = mediaType.indexOf(';');
    String type = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "application/json" -> JSON;
      case "application/senml+json" -> SENML_JSON;
      case "application/senml+cbor" -> SENML_CBOR;
      case "application/cbor" -> CBOR;
      case "application/x-protobuf",
          "application/protobuf",
          "application/vnd.millwright.measurements+protobuf" ->
          PROTOBUF;
      default -> null;
    };
  }

  /** Why a message with a media type that is none of these is not read. */
  public static Rejection unsupported(String mediaType) {
    return new Rejection(
        Rejection.Kind.FORMAT,
        "content type '"
            + Shown.text(mediaType)
            + "' is not supported: use application/json, application/senml+json,"
            + " application/senml+cbor or application/x-protobuf");
  }
}
