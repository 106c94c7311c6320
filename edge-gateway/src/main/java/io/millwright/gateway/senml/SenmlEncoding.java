package io.millwright.gateway.senml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a pack is written. */
public enum SenmlEncoding {
  /** {@code application/senml+json}. */
  JSON(
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(constraints())
          .build()),
  /** {@code application/senml+cbor}. */
  CBOR(
      CBORFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(constraints())
          .build());

  @SuppressWarnings("ImmutableEnumChecker") // not changed after it is built, and safe for threads
  private final JsonFactory factory;

  SenmlEncoding(JsonFactory factory) {
    this.factory = factory;
  }

  JsonParser parser(byte[] pack) throws IOException {
    return factory.createParser(pack);
  }

  /** Where an error is, in words; Jackson has no place for what breaks a limit of its own. */
  String at(@Nullable JsonLocation location) {
    if (location == null) {
      return "";
    }
    return this == JSON
        ? " at line " + location.getLineNr() + ", column " + location.getColumnNr()
        : " at byte " + location.getByteOffset();
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder()
        .maxNestingDepth(16)
        .maxNameLength(1_000)
        .maxNumberLength(100)
        .build();
  }
}
