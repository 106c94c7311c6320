package io.millwright.gateway.senml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SenmlResolverTest {
  private static final double NOW = 1_763_683_200.0;

  @Test
  void appliesBaseFieldsUntilTheyAreReplaced() throws Exception {
    List<SenmlRecord> records =
        json(
            """
            [{"bn":"gw7/","bt":1700000000,"bu":"Cel","bv":20,"n":"in","v":1.5,"t":-5},
             {"n":"out","v":3},
             {"bn":"gw8/","bv":0,"bu":"V","n":"in","v":3,"u":"A"},
             {"n":"out","v":4}]
            """);

    assertThat(records)
        .extracting(SenmlRecord::name)
        .containsExactly("gw7/in", "gw7/out", "gw8/in", "gw8/out");
    assertThat(records).extracting(SenmlRecord::unit).containsExactly("Cel", "Cel", "A", "V");
    assertThat(records)
        .extracting(SenmlRecord::time)
        .containsExactly(1_699_999_995.0, 1.7e9, 1.7e9, 1.7e9);
    assertThat(records)
        .extracting(SenmlRecord::value)
        .containsExactly(
            new SenmlValue.Numeric(21.5),
            new SenmlValue.Numeric(23),
            new SenmlValue.Numeric(3),
            new SenmlValue.Numeric(4));
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    List<SenmlRecord> records =
        json(
            """
            [{"n":"text","vs":"on"},{"n":"truth","vb":false},{"n":"data","vd":"aGkgCg"},
             {"n":"sum","bs":10,"s":2.5,"ut":60},{"n":"both","v":1,"s":1}]
            """);

    assertThat(records.get(0).value()).isEqualTo(new SenmlValue.Text("on"));
    assertThat(records.get(1).value()).isEqualTo(new SenmlValue.Truth(false));
    assertThat(((SenmlValue.Data) requireNonNull(records.get(2).value())).value())
        .isEqualTo("hi \n".getBytes(UTF_8));
    assertThat(records.get(3).value()).isNull();
    assertThat(records.get(3).sum()).isEqualTo(12.5);
    assertThat(records.get(3).updateTime()).isEqualTo(60);
    assertThat(records.get(4).value()).isEqualTo(new SenmlValue.Numeric(1));
    assertThat(records.get(4).sum()).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1763683200",
    "-10, 1763683190",
    "268435455, 2032118655",
    "268435456, 268435456",
    "1.7e9, 1700000000",
  })
  void countsTimesBelowTwoToThe28FromNow(double stated, double resolved) throws Exception {
    assertThat(json("[{\"n\":\"a\",\"v\":1,\"t\":" + stated + "}]").get(0).time())
        .isEqualTo(resolved);
  }

  @Test
  void judgesWhetherATimeIsRelativeByTheSumOfBaseAndTime() throws Exception {
    assertThat(json("[{\"bt\":268435000,\"n\":\"a\",\"v\":1,\"t\":456}]").get(0).time())
        .isEqualTo(268_435_456);
  }

  @Test
  void ignoresFieldsItDoesNotKnow() throws Exception {
    assertThat(json("[{\"n\":\"a\",\"v\":1,\"l\":[{\"v\":2}],\"x\":{\"n\":3}}]")).hasSize(1);
  }

  @Test
  void takesARecordOfBaseFieldsAlone() throws Exception {
    assertThat(json("[{\"bn\":\"x:\",\"bver\":10},{\"n\":\"a\",\"v\":1}]"))
        .extracting(SenmlRecord::name)
        .containsExactly("x:a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | a SenML pack is an array of records, but the body is a map",
        "[] | the SenML pack is empty",
        "[1] | SenML record 1 must be a map, but is the number 1",
        "[{}] | SenML record 1 has no field that SenML defines",
        "[{\"n\":\"a\"}] | SenML record 1 has no value: it needs one of v, vs, vb, vd or s",
        "[{\"n\":\"a\",\"t\":1}] | SenML record 1 has no value",
        "[{\"v\":1}] | SenML record 1 has no name",
        "[{\"n\":\"a\",\"v\":1},{\"n\":\"-a\",\"v\":1}] | SenML record 2 has the name '-a'",
        "[{\"n\":\"a b\",\"v\":1}] | has the name 'a b'",
        "[{\"n\":\"a\",\"v\":1,\"vb\":true}] | has more than one of v, vs, vb and vd",
        "[{\"n\":\"a\",\"v\":1,\"v\":1}] | has the field 'v' twice",
        "[{\"n\":\"a\",\"v\":1,\"must_\":1}] | has the field 'must_': a name that ends in _ must be understood",
        "[{\"n\":\"a\",\"v\":\"1\"}] | has v = the text \"1\": it must be a number",
        "[{\"n\":\"a\",\"v\":1e999}] | it must be a finite number",
        "[{\"bv\":1e308,\"n\":\"a\",\"v\":1.7e308}] | has v = Infinity",
        "[{\"n\":1,\"v\":1}] | has n = the number 1: it must be text",
        "[{\"n\":\"a\",\"vb\":1}] | has vb = the number 1: it must be true or false",
        "[{\"n\":\"a\",\"vd\":\"a*\"}] | has a vd that is not base64url",
        "[{\"bver\":11,\"n\":\"a\",\"v\":1}] | has bver 11: this gateway knows SenML up to version 10",
        "[{\"bver\":0,\"n\":\"a\",\"v\":1}] | it must be a whole number from 1",
        "[{\"bver\":10,\"n\":\"a\",\"v\":1},{\"bver\":5,\"n\":\"a\",\"v\":1}] | has bver 5 after 10: it must not change",
        "[{\"n\":\"a\",\"v\":1}][] | there is more behind the end",
        "[{\"n\":\"a\",\"v\":1} | the body is not valid JSON",
      })
  void refusesWhatBreaksARule(String pack, String reason) {
    assertThatThrownBy(() -> json(pack))
        .isInstanceOf(InvalidSenmlException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAFullNameThatIsTooLongAndTakesTheLongest() throws Exception {
    String base = "b".repeat(SenmlResolver.LONGEST_NAME - 1);

    assertThat(json("[{\"bn\":\"" + base + "\",\"n\":\"a\",\"v\":1}]").get(0).name())
        .hasSize(1_000);
    assertThatThrownBy(
            () -> json("[{\"bn\":\"" + base + "\"},{\"n\":\"a\",\"v\":1},{\"n\":\"ab\",\"v\":1}]"))
        .isInstanceOf(InvalidSenmlException.class)
        .hasMessageContaining(
            "SenML record 3 has a name of 1001 characters (bn and n together): at most 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "bu"})
  void refusesAUnitThatIsTooLongAndTakesTheLongest(String label) throws Exception {
    String longest = "m".repeat(SenmlResolver.LONGEST_UNIT);

    assertThat(json("[{\"n\":\"a\",\"v\":1,\"" + label + "\":\"" + longest + "\"}]").get(0).unit())
        .isEqualTo(longest);
    assertThatThrownBy(() -> json("[{\"n\":\"a\",\"v\":1,\"" + label + "\":\"m" + longest + "\"}]"))
        .isInstanceOf(InvalidSenmlException.class)
        .hasMessageContaining("SenML record 1 has " + label + " = 'mmm")
        .hasMessageContaining("of 65 characters: a unit has at most 64");
  }

  @ParameterizedTest
  @CsvSource({
    // {0: "a", 2: value} in an array of definite length
    "81a200616102f93e00, 1.5, half float",
    "81a200616102fa3fc00000, 1.5, float",
    "81a200616102fb3ff8000000000000, 1.5, double",
    "81a20061610205, 5, small integer",
    "81a20061610224, -5, negative integer",
    "81a2006161021b0000000100000000, 4294967296, 64 bit integer",
    "81a200616102c24105, 5, bignum",
    "81a200616102c48220196ab3, 2731.5, decimal fraction 27315 * 10^-1",
    "81a200616102c482211903e8, 10, decimal fraction 1000 * 10^-2",
    // indefinite lengths
    "9fbf00616102f93e00ffff, 1.5, indefinite array and map",
    // self-described CBOR, tag 55799
    "d9d9f781a200616102f93e00, 1.5, self-described",
  })
  void readsEveryFormOfNumberInCbor(String hex, double value, String form) throws Exception {
    assertThat(cbor(hex))
        .as(form)
        .extracting(SenmlRecord::value)
        .containsExactly(new SenmlValue.Numeric(value));
  }

  @Test
  void readsIntegerLabelsOfCbor() throws Exception {
    // [{-2: "d:", -3: 1.7e9, -4: "Cel", -5: 20, 0: "t", 2: 1.5, 6: 10, 7: 60},
    //  {0: "on", 4: true}, {0: "raw", 8: h'0102'}, {0: "e", -6: 1, 5: 2}]
    List<SenmlRecord> records =
        cbor(
            "84a82162643a22fb41d954fc40000000236343656c2414006174"
                + "02f93e00060a07183c"
                + "a200626f6e04f5"
                + "a20063726177"
                + "08420102"
                + "a3006165"
                + "25010502");

    assertThat(records)
        .extracting(SenmlRecord::name)
        .containsExactly("d:t", "d:on", "d:raw", "d:e");
    assertThat(records.get(0).unit()).isEqualTo("Cel");
    assertThat(records.get(0).value()).isEqualTo(new SenmlValue.Numeric(21.5));
    assertThat(records.get(0).time()).isEqualTo(1_700_000_010.0, within(0.0));
    assertThat(records.get(0).updateTime()).isEqualTo(60);
    assertThat(records.get(1).value()).isEqualTo(new SenmlValue.Truth(true));
    assertThat(((SenmlValue.Data) requireNonNull(records.get(2).value())).value())
        .containsExactly(1, 2);
    assertThat(records.get(3).sum()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "81a200616102f97e00, it must be a finite number",
    "81a200616108624869, has vd = the text",
    "81a2006161, the body is not valid CBOR",
    "ff, the body is",
    "80, the SenML pack is empty",
  })
  void refusesCborThatBreaksARule(String hex, String reason) {
    assertThatThrownBy(() -> cbor(hex))
        .isInstanceOf(InvalidSenmlException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAHugeExponentWithoutCountingItOut() {
    // A decimal fraction with exponent 10^9: as exact digits it would need a gigabyte.
    assertThatThrownBy(() -> cbor("81a200616102c4821a3b9aca0001"))
        .isInstanceOf(InvalidSenmlException.class);
  }

  private static List<SenmlRecord> json(String pack) throws InvalidSenmlException {
    return SenmlResolver.resolve(pack.getBytes(UTF_8), SenmlEncoding.JSON, NOW, 100);
  }

  private static List<SenmlRecord> cbor(String hex) throws InvalidSenmlException {
    return SenmlResolver.resolve(HexFormat.of().parseHex(hex), SenmlEncoding.CBOR, NOW, 100);
  }
}
