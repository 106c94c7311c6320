package io.millwright.gateway.senml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pack of each kind that RFC 8428 describes, with our own machines and numbers: in JSON and in
 * CBOR it must resolve to the records written out beside it. The examples of the RFC itself are run
 * by {@link SenmlExamplesTest}.
 */
final class SenmlPacksTest {
  private static final double NOW = 1_763_683_200;

  private static final Map<String, Integer> KEYS =
      Map.ofEntries(
          Map.entry("bver", -1),
          Map.entry("bn", -2),
          Map.entry("bt", -3),
          Map.entry("bu", -4),
          Map.entry("bv", -5),
          Map.entry("bs", -6),
          Map.entry("n", 0),
          Map.entry("u", 1),
          Map.entry("v", 2),
          Map.entry("vs", 3),
          Map.entry("vb", 4),
          Map.entry("s", 5),
          Map.entry("t", 6),
          Map.entry("ut", 7),
          Map.entry("vd", 8));

  static List<Arguments> packs() {
    return List.of(
        Arguments.of(
            "one reading, now",
            "[{\"n\":\"urn:dev:mac:0024befffe804ff1/temp\",\"u\":\"Cel\",\"v\":71.5}]",
            "[{\"n\":\"urn:dev:mac:0024befffe804ff1/temp\",\"u\":\"Cel\",\"v\":71.5,\"t\":1763683200}]"),
        Arguments.of(
            "a base name for several readings",
            "[{\"bn\":\"press-7/\",\"n\":\"volt\",\"u\":\"V\",\"v\":398.5},{\"n\":\"amp\",\"u\":\"A\",\"v\":12.25}]",
            "[{\"n\":\"press-7/volt\",\"u\":\"V\",\"v\":398.5,\"t\":1763683200},"
                + "{\"n\":\"press-7/amp\",\"u\":\"A\",\"v\":12.25,\"t\":1763683200}]"),
        Arguments.of(
            "a base time and a base unit, and readings before it",
            "[{\"bn\":\"press-7/\",\"bt\":1763680000.25,\"bu\":\"A\",\"bver\":5,\"n\":\"amp\",\"v\":1},"
                + "{\"n\":\"amp\",\"t\":-5,\"v\":2},{\"n\":\"volt\",\"u\":\"V\",\"t\":-4,\"v\":3}]",
            "[{\"n\":\"press-7/amp\",\"u\":\"A\",\"v\":1,\"t\":1763680000.25},"
                + "{\"n\":\"press-7/amp\",\"u\":\"A\",\"v\":2,\"t\":1763679995.25},"
                + "{\"n\":\"press-7/volt\",\"u\":\"V\",\"v\":3,\"t\":1763679996.25}]"),
        Arguments.of(
            "base fields that change on the way",
            "[{\"bn\":\"a/\",\"bt\":1763680000,\"bu\":\"%RH\",\"v\":20,\"n\":\"h\"},"
                + "{\"n\":\"h\",\"v\":21.5,\"t\":60},"
                + "{\"bn\":\"b/\",\"bt\":1763680600,\"bu\":\"lat\",\"n\":\"p\",\"v\":48.25},"
                + "{\"n\":\"p\",\"t\":60,\"v\":-0.5}]",
            "[{\"n\":\"a/h\",\"u\":\"%RH\",\"v\":20,\"t\":1763680000},"
                + "{\"n\":\"a/h\",\"u\":\"%RH\",\"v\":21.5,\"t\":1763680060},"
                + "{\"n\":\"b/p\",\"u\":\"lat\",\"v\":48.25,\"t\":1763680600},"
                + "{\"n\":\"b/p\",\"u\":\"lat\",\"v\":-0.5,\"t\":1763680660}]"),
        Arguments.of(
            "times that count from now, and when the next reading comes",
            "[{\"bn\":\"a/\",\"n\":\"x\",\"t\":-30,\"v\":1,\"ut\":60},{\"n\":\"x\",\"v\":2,\"ut\":60}]",
            "[{\"n\":\"a/x\",\"v\":1,\"t\":1763683170,\"ut\":60},"
                + "{\"n\":\"a/x\",\"v\":2,\"t\":1763683200,\"ut\":60}]"),
        Arguments.of(
            "text, truth and bytes",
            "[{\"bn\":\"press-7/\",\"n\":\"label\",\"vs\":\"Press N\\u00b0 7\"},{\"n\":\"open\",\"vb\":false},"
                + "{\"n\":\"tag\",\"vd\":\"AP_-\"}]",
            "[{\"n\":\"press-7/label\",\"vs\":\"Press N\\u00b0 7\",\"t\":1763683200},"
                + "{\"n\":\"press-7/open\",\"vb\":false,\"t\":1763683200},"
                + "{\"n\":\"press-7/tag\",\"vd\":\"AP_-\",\"t\":1763683200}]"),
        Arguments.of(
            "a base value and a base sum",
            "[{\"bn\":\"meter\",\"bu\":\"J\",\"bv\":1000,\"bs\":50,\"v\":1.5,\"s\":2},{\"v\":-1000},{\"s\":0.5}]",
            "[{\"n\":\"meter\",\"u\":\"J\",\"v\":1001.5,\"s\":52,\"t\":1763683200},"
                + "{\"n\":\"meter\",\"u\":\"J\",\"v\":0,\"t\":1763683200},"
                + "{\"n\":\"meter\",\"u\":\"J\",\"s\":50.5,\"t\":1763683200}]"),
        Arguments.of(
            "a record of base fields alone, and fields that nobody knows",
            "[{\"bn\":\"a/\",\"bu\":\"m/s2\"},{\"n\":\"x\",\"v\":1,\"colour\":{\"deep\":[1]}}]",
            "[{\"n\":\"a/x\",\"u\":\"m/s2\",\"v\":1,\"t\":1763683200}]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packs")
  void resolvesInJsonAndInCbor(String kind, String pack, String resolved) throws Exception {
    List<SenmlRecord> expected =
        SenmlResolver.resolve(resolved.getBytes(UTF_8), SenmlEncoding.JSON, 0, 100);

    same(SenmlResolver.resolve(pack.getBytes(UTF_8), SenmlEncoding.JSON, NOW, 100), expected, kind);
    same(SenmlResolver.resolve(cbor(pack), SenmlEncoding.CBOR, NOW, 100), expected, kind);
  }

  private static void same(List<SenmlRecord> actual, List<SenmlRecord> expected, String kind) {
    assertThat(actual).as(kind).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      SenmlRecord is = actual.get(i);
      SenmlRecord should = expected.get(i);
      assertThat(is.time()).as(kind).isCloseTo(should.time(), within(1e-6));
      assertThat(is).as(kind).usingRecursiveComparison().ignoringFields("time").isEqualTo(should);
    }
  }

  /** The pack in CBOR, with the integer keys of RFC 8428, section 6. */
  private static byte[] cbor(String pack) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonParser in = new JsonFactory().createParser(pack);
        CBORGenerator out = (CBORGenerator) new CBORFactory().createGenerator(bytes)) {
      JsonToken token;
      String field = "";
      while ((token = in.nextToken()) != null) {
        if (token == JsonToken.FIELD_NAME) {
          field = in.currentName();
          Integer key = KEYS.get(field);
          if (key == null) {
            out.writeFieldName(field);
          } else {
            out.writeFieldId(key);
          }
        } else if (token == JsonToken.VALUE_STRING && field.equals("vd")) {
          out.writeBinary(Base64.getUrlDecoder().decode(in.getText()));
        } else {
          out.copyCurrentEvent(in);
        }
      }
    }
    return bytes.toByteArray();
  }
}
