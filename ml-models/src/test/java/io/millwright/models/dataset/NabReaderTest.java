package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NabReaderTest {
  @TempDir Path nab;

  @BeforeEach
  void twoSeries() throws IOException {
    Files.createDirectories(nab.resolve("labels"));
    Files.createDirectories(nab.resolve("real"));
    Files.writeString(
        nab.resolve("real/pump.csv"),
        """
        timestamp,value
        2014-04-10 07:00:00,1.5
        2014-04-10 07:05:00,2
        2014-04-10 07:10:00,-3e2
        2014-04-10 07:10:00,4
        2014-04-10 07:15:00,5
        """);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(nab.resolve("real/fan.csv.gz")))) {
      out.write("timestamp,value\n2014-04-10 07:00:00,1\n".getBytes(StandardCharsets.UTF_8));
    }
    labels(
        """
        {
         "real/pump.csv": [
          ["2014-04-10 07:05:00.000000", "2014-04-10 07:10:00.000000"],
          ["2014-04-10 07:15:00.000000", "2014-04-10 07:15:00.000000"]
         ],
         "real/fan.csv": []
        }
        """);
  }

  private void labels(String json) throws IOException {
    Files.writeString(nab.resolve("labels/combined_windows.json"), json);
  }

  @Test
  void readsSeriesWithTheirWindows() {
    var series = NabReader.series(nab);

    assertThat(series).extracting(NabSeries::name).containsExactly("real/pump.csv", "real/fan.csv");
    assertThat(series.get(0).group()).isEqualTo("real");
    assertThat(series.get(0).readings())
        .extracting(NabReading::value)
        .containsExactly(1.5, 2.0, -300.0, 4.0, 5.0);
    assertThat(series.get(0).readings().get(1).timeMicros()).isEqualTo(1_397_113_500_000_000L);
    assertThat(series.get(1).windows()).isEmpty();
  }

  @Test
  void aWindowGoesToTheFirstRowOfATimeThatComesTwice() {
    assertThat(NabReader.series(nab).get(0).windows())
        .containsExactly(new NabWindow(1, 2), new NabWindow(4, 4));
  }

  @Test
  void readsTheSeriesThatAreThereAndNamesTheOthers() throws IOException {
    labels("{\"real/gone.csv\": [], \"real/fan.csv\": []}");

    assertThat(NabReader.series(nab)).extracting(NabSeries::name).containsExactly("real/fan.csv");
    assertThat(NabReader.missing(nab)).containsExactly("real/gone.csv");
  }

  @Test
  void saysWhichLabelIsWrong() throws IOException {
    labels("{\n \"real/pump.csv\": [\n [\"2014-04-10 07:05:00\", \"2014-04-10 07:06:00\"]]}");
    assertFault(
        "labels/combined_windows.json line 3: has a window that begins or ends where real/pump.csv"
            + " has no row");
    labels("{\"real/pump.csv\": [[\"2014-04-10 07:10:00\", \"2014-04-10 07:05:00\"]]}");
    assertFault("has a window of real/pump.csv that is not after the one before");
    labels(
        """
        {"real/pump.csv": [
          ["2014-04-10 07:00:00", "2014-04-10 07:10:00"],
          ["2014-04-10 07:10:00", "2014-04-10 07:15:00"]]}
        """);
    assertFault("line 3: has a window of real/pump.csv that is not after the one before");
    labels("{\"real/pump.csv\": [[\"at noon\", \"2014-04-10 07:05:00\"]]}");
    assertFault("line 1: has the time 'at noon'; a time like 2020-03-09 10:14:33 is right");
    labels("{\"real/pump.csv\": [[\"2014-04-10 07:05:00\"]]}");
    assertFault("line 1: is not of the form of labels; {\"group/series.csv\":");
    labels("[]");
    assertFault("is not of the form of labels");
    labels("{\"real/pump.csv\": [\n");
    assertFault("labels/combined_windows.json line");
    labels("{\"real/pump.csv\": [], \"real/pump.csv\": []}");
    assertFault("is not JSON: Duplicate field");
    labels("{\"real/pump.csv\": []} []");
    assertFault("goes on after the labels");
    labels("{\"../pump.csv\": []}");
    assertFault("names the series '../pump.csv'; group/series.csv is right");
    labels("{\"real/gone.csv\": []}");
    assertFault("labels/combined_windows.json: names 1 series, of which none is in");
    labels(" ".repeat(1_000_001));
    assertFault("is larger than 1000000 bytes");
    Files.delete(nab.resolve("labels/combined_windows.json"));
    assertFault("labels/combined_windows.json: is missing");
  }

  @Test
  void saysWhichRowIsWrong() throws IOException {
    Path pump = nab.resolve("real/pump.csv");
    Files.writeString(pump, "timestamp,value\n2014-04-10 07:00:00,warm\n");
    assertFault("real/pump.csv line 2: has value 'warm'; a finite number is right");
    Files.writeString(pump, "timestamp,value\n2014-04-10 07:00:00,1,2\n");
    assertFault("real/pump.csv line 2: has 3 columns; 2 are right");
    Files.writeString(pump, "timestamp,value\n10.4.2014,1\n");
    assertFault("real/pump.csv line 2: has timestamp '10.4.2014'; a time like");
    Files.writeString(pump, "value,timestamp\n");
    assertFault("has the columns 'value,timestamp'; 'timestamp,value' is right");
    Files.writeString(pump, "timestamp,value\n");
    assertFault("ends without any row");
  }

  private void assertFault(String message) {
    assertThatThrownBy(() -> NabReader.series(nab))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }
}
