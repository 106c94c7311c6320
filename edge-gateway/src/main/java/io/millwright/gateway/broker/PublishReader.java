package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a PUBLISH of MQTT 5 (section 3.3) behind its fixed header, one after the other. A topic
 * alias is malformed here: the gateway allows none.
 */
final class PublishReader {
  private static final int PAYLOAD_FORMAT = 0x01;
  private static final int MESSAGE_EXPIRY = 0x02;
  private static final int CONTENT_TYPE = 0x03;
  private static final int RESPONSE_TOPIC = 0x08;
  private static final int CORRELATION_DATA = 0x09;
  private static final int SUBSCRIPTION_ID = 0x0B;
  private static final int USER_PROPERTY = 0x26;

  private byte[] bytes = {};
  private int at;
  private int end;
  private boolean malformed;

  private String topic = "";
  private int packetId;
  private @Nullable String contentType;

  /** Reads what is between two places; false = it is malformed, and nothing of it counts. */
  boolean read(byte[] of, int from, int to, boolean identified) {
    bytes = of;
    at = from;
    end = to;
    malformed = false;
    topic = string();
    packetId = identified ? unsignedShort() : 0;
    contentType = null;
    int propertiesLength = variableInteger();
    if (propertiesLength > end - at) {
      return false;
    }
    int payloadAt = at + propertiesLength;
    end = payloadAt;
    while (at < end && !malformed) {
      property();
    }
    at = payloadAt;
    end = to;
    return !malformed && !topic.isEmpty() && (packetId != 0 || !identified);
  }

  String topic() {
    return topic;
  }

  /** 0 = the message has QoS 0. */
  int packetId() {
    return packetId;
  }

  /** Null = the message has none. */
  @Nullable String contentType() {
    return contentType;
  }

  /** A copy. */
  byte[] payload() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  private void property() {
    switch (variableInteger()) {
      case CONTENT_TYPE -> contentType = string();
      case PAYLOAD_FORMAT -> skip(1);
      case MESSAGE_EXPIRY -> skip(4);
      case RESPONSE_TOPIC, CORRELATION_DATA -> skip(unsignedShort());
      case SUBSCRIPTION_ID -> variableInteger();
      case USER_PROPERTY -> {
        skip(unsignedShort());
        skip(unsignedShort());
      }
      default -> malformed = true;
    }
  }

  private void skip(int count) {
    if (count > end - at) {
      malformed = true;
    } else {
      at += count;
    }
  }

  private int unsignedShort() {
    int start = at;
    skip(2);
    return malformed ? 0 : (bytes[start] & 0xFF) << 8 | bytes[start + 1] & 0xFF;
  }

  private int variableInteger() {
    int value = 0;
    for (int i = 0; i < VariableInteger.MOST_BYTES; i++) {
      int start = at;
      skip(1);
      if (malformed) {
        return 0;
      }
      value |= (bytes[start] & 0x7F) << 7 * i;
      if (bytes[start] >= 0) {
        return value;
      }
    }
    malformed = true;
    return 0;
  }

  private String string() {
    int length = unsignedShort();
    int start = at;
    skip(length);
    if (malformed) {
      return "";
    }
    String string = new String(bytes, start, length, UTF_8);
    if (string.indexOf('\uFFFD') >= 0
        && !Arrays.equals(string.getBytes(UTF_8), Arrays.copyOfRange(bytes, start, at))) {
      // It is not UTF-8.
      malformed = true;
    }
    return string;
  }
}
