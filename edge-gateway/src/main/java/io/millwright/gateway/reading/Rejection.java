package io.millwright.gateway.reading;

/**
 * Why a message cannot be used.
 *
 * @param reason what is wrong, with which value, and what would be right; for the device's owner
 */
public record Rejection(Kind kind, String reason) {

  /** The classes that rejections are counted in. */
  public enum Kind {
    /** The topic or path names neither measurements nor a waveform of an asset. */
    ADDRESS("address"),
    /** The body cannot be parsed. */
    SYNTAX("syntax"),
    /** The body can be parsed, but a field or value in it is not usable. */
    CONTENT("content"),
    /** A time that cannot be right. */
    TIME("time"),
    /** The sender does not own what it writes. */
    PERMISSION("permission"),
    /** Too much in one message. */
    SIZE("size"),
    /** A body format that the gateway does not read. */
    FORMAT("format");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Name in metrics. */
    public String label() {
      return label;
    }
  }
}
