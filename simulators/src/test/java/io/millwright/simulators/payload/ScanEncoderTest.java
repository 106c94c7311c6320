package io.millwright.simulators.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanEncoderTest {
  private static final List<String> POINTS = List.of("T2", "T24", "P15");

  @Test
  void writesJsonWithTimeInMillisecondsAndNumberAndValues() {
    Scan scan = new Scan(1_763_683_200_000_000L, 7, POINTS, new double[] {518.67, 642.5, 21});

    assertThat(json(scan))
        .isEqualTo(
            "{\"ts\":1763683200000,\"seq\":7,\"values\":{\"T2\":518.67,\"T24\":642.5,\"P15\":21.0}}");
  }

  @Test
  void keepsMicrosecondsInJsonAsAFractionOfTheMillisecond() {
    Scan scan = new Scan(1_763_683_200_000_123L, 1, List.of("T2"), new double[] {1});

    assertThat(json(scan)).startsWith("{\"ts\":1.763683200000123E12,");
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    Scan scan = new Scan(0, 1, POINTS, new double[] {1, Double.NaN, 3});

    assertThat(json(scan)).contains("\"T2\"", "\"P15\"").doesNotContain("T24", "NaN");
  }

  @Test
  void writesSenmlCborWithOneBaseTimeAndTheLabelsOfRfc8428() {
    Scan scan = new Scan(60_000_000, 1, POINTS, new double[] {1.5, Double.NaN, -2});

    // [{-3: 60, 0: "T2", 2: 1.5}, {0: "P15", 2: -2.0}]
    assertThat(HexFormat.of().formatHex(ScanEncoder.encode(scan, PayloadFormat.SENML_CBOR)))
        .isEqualTo(
            "82"
                + "a3"
                + ("22" + "183c")
                + ("00" + "625432")
                + ("02" + "fb3ff8000000000000")
                + "a2"
                + ("00" + "63503135")
                + ("02" + "fbc000000000000000"));
  }

  @Test
  void writesAnUnevenBaseTimeAsADouble() {
    Scan scan = new Scan(1_500_000, 1, List.of("T2"), new double[] {1});

    assertThat(HexFormat.of().formatHex(ScanEncoder.encode(scan, PayloadFormat.SENML_CBOR)))
        .startsWith("81a3" + "22" + "fb3ff8000000000000");
  }

  @Test
  void refusesAScanWithoutAnyValue() {
    Scan scan = new Scan(0, 4, List.of("T2"), new double[] {Double.NaN});

    assertThatThrownBy(() -> ScanEncoder.encode(scan, PayloadFormat.JSON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scan 4 has no value");
  }

  private static String json(Scan scan) {
    return new String(ScanEncoder.encode(scan, PayloadFormat.JSON), StandardCharsets.UTF_8);
  }
}
