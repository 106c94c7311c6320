package io.millwright.simulators.payload;

/** How the body of a device message is written. */
public enum PayloadFormat {
  JSON(50, "application/json"),
  SENML_CBOR(112, "application/senml+cbor");

  private final int coapContentFormat;
  private final String mediaType;

  PayloadFormat(int coapContentFormat, String mediaType) {
    this.coapContentFormat = coapContentFormat;
    this.mediaType = mediaType;
  }

  /** The number that IANA registered for CoAP's Content-Format option. */
  public int coapContentFormat() {
    return coapContentFormat;
  }

  public String mediaType() {
    return mediaType;
  }
}
