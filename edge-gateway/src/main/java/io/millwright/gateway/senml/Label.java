package io.millwright.gateway.senml;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels of RFC 8428, section 4, with their integer keys in CBOR (section 6). */
enum Label {
  BASE_VERSION("bver", -1),
  BASE_NAME("bn", -2),
  BASE_TIME("bt", -3),
  BASE_UNIT("bu", -4),
  BASE_VALUE("bv", -5),
  BASE_SUM("bs", -6),
  NAME("n", 0),
  UNIT("u", 1),
  VALUE("v", 2),
  STRING_VALUE("vs", 3),
  BOOLEAN_VALUE("vb", 4),
  SUM("s", 5),
  TIME("t", 6),
  UPDATE_TIME("ut", 7),
  DATA_VALUE("vd", 8);

  private static final Map<String, Label> OF_TEXT = new HashMap<>();
  private static final Map<String, Label> OF_KEY = new HashMap<>();

  static {
    for (Label label : values()) {
      OF_TEXT.put(label.text, label);
      OF_KEY.put(Integer.toString(label.key), label);
    }
  }

  private final String text;
  private final int key;

  Label(String text, int key) {
    this.text = text;
    this.key = key;
  }

  /** The label of a field; null when RFC 8428 does not define it. */
  static @Nullable Label of(SenmlEncoding encoding, String fieldName) {
    // The parser gives the integer keys of CBOR as text.
    Label label = encoding == SenmlEncoding.CBOR ? OF_KEY.get(fieldName) : null;
    return label == null ? OF_TEXT.get(fieldName) : label;
  }

  boolean isBase() {
    return key < 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
