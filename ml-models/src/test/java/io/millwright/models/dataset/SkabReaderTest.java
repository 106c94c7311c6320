package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With rows that are made up: the licence of the data keeps them out of here. */
class SkabReaderTest {
  private static final String CHANNELS =
      "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;"
          + "Voltage;Volume Flow RateRMS";
  private static final String HEADER = CHANNELS + ";anomaly;changepoint";
  private static final String VALUES = ";0.25;0.5;2.5;-0.125;70;25.5;230;32";

  @TempDir Path skab;

  private void write(String name, String... lines) throws IOException {
    Path file = skab.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    if (name.endsWith(".gz")) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(text);
      }
    } else {
      Files.write(file, text);
    }
  }

  @Test
  void readsRowsWithTheirLabels() throws IOException {
    write(
        "valve1/0.csv.gz",
        HEADER,
        "2020-03-09 10:14:33" + VALUES + ";0.0;0.0\r",
        "2020-03-09 10:14:34" + VALUES + ";1.0;1.0",
        "2020-03-09 10:14:36" + VALUES + ";1;0",
        "");

    SkabRun run = SkabReader.run(skab, "valve1/0");

    assertThat(run.name()).isEqualTo("valve1/0");
    assertThat(run.rows()).hasSize(3);
    assertThat(run.rows().get(0).timeMicros()).isEqualTo(1_583_748_873_000_000L);
    assertThat(run.rows().get(0).values())
        .containsExactly(0.25, 0.5, 2.5, -0.125, 70.0, 25.5, 230.0, 32.0);
    assertThat(run.rows()).extracting(SkabRow::anomalous).containsExactly(false, true, true);
    assertThat(run.rows()).extracting(SkabRow::changePoint).containsExactly(false, true, false);
    assertThat(run.rows().get(2).timeMicros() - run.rows().get(1).timeMicros())
        .isEqualTo(2_000_000);
  }

  @Test
  void readsTheRunWithoutLabelsAsSound() throws IOException {
    write("anomaly-free/anomaly-free.csv", CHANNELS, "2020-02-08 13:30:47" + VALUES);

    assertThat(SkabReader.run(skab, "anomaly-free/anomaly-free").rows())
        .singleElement()
        .satisfies(row -> assertThat(row.anomalous() || row.changePoint()).isFalse());
  }

  @Test
  void readsAGroupInTheOrderOfItsNumbers() throws IOException {
    for (int i = 0; i < 12; i++) {
      write("valve1/" + i + ".csv", HEADER, "2020-03-09 10:14:33" + VALUES + ";0;0");
    }
    write("other/1.csv", HEADER, "2020-03-09 10:14:33" + VALUES + ";0;0");
    write("other/14.csv", HEADER, "2020-03-09 10:14:33" + VALUES + ";0;0");
    write("other/notes.csv", "not a run");

    assertThat(SkabReader.group(skab, "valve1"))
        .extracting(SkabRun::name)
        .hasSize(12)
        .startsWith("valve1/0", "valve1/1", "valve1/2")
        .endsWith("valve1/11");
    assertThat(SkabReader.group(skab, "other"))
        .extracting(SkabRun::name)
        .containsExactly("other/1", "other/14");
  }

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    String good = "2020-03-09 10:14:33" + VALUES;
    write("v/0.csv", HEADER, good + ";0;0", good);
    write("v/1.csv", HEADER, good.replace("32", "fast") + ";0;0");
    write("v/2.csv", HEADER, good.replace("230", "NaN") + ";0;0");
    write("v/3.csv", HEADER, good.replace(" 10", "T10") + ";0;0");
    write("v/4.csv", HEADER, good.replace("03-09", "02-30") + ";0;0");
    write("v/5.csv", HEADER, good + ";0.5;0");
    write("v/6.csv", "time,value", good);
    write("v/7.csv", HEADER);
    write("v/8.csv", HEADER, "x".repeat(2_000));
    write("v/9.csv", HEADER, good.replace("2020", "+12020") + ";0;0");

    assertFault("v/0", "v/0.csv line 3: has 9 columns; 11 are right");
    assertFault("v/1", "v/1.csv line 2: has Volume Flow RateRMS 'fast'; a finite number is right");
    assertFault("v/2", "v/2.csv line 2: has Voltage 'NaN'; a finite number is right");
    assertFault(
        "v/3",
        "v/3.csv line 2: has datetime '2020-03-09T10:14:33';"
            + " a time like 2020-03-09 10:14:33 is right");
    assertFault("v/4", "v/4.csv line 2: has datetime '2020-02-30");
    assertFault("v/5", "v/5.csv line 2: has anomaly '0.5'; 0 or 1 is right");
    assertFault("v/6", "v/6.csv line 1: has the columns 'time,value'; 'datetime;Acc");
    assertFault("v/7", "ends without any row");
    assertFault("v/8", "v/8.csv line 2: is longer than 1000 characters");
    assertFault("v/9", "v/9.csv line 2: has datetime '+12020");
    assertFault("v/99", "v/99.csv line 1: is missing in");
    assertThatThrownBy(() -> SkabReader.group(skab, "valve9"))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("valve9/0.csv line 1: is missing in");
  }

  @Test
  void saysWhenACompressedFileIsCutOff() throws IOException {
    write("v/0.csv.gz", HEADER, "2020-03-09 10:14:33" + VALUES + ";0;0");
    byte[] whole = Files.readAllBytes(skab.resolve("v/0.csv.gz"));
    Files.write(skab.resolve("v/0.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

    assertFault("v/0", "cannot be read");
  }

  @Test
  void stopsAtAFileThatHasTooManyLines() throws IOException {
    Path file = skab.resolve("v/0.csv.gz");
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
      out.write("\n".repeat(1_000_001).getBytes(StandardCharsets.UTF_8));
    }

    assertFault("v/0", "v/0.csv.gz line 1000001: is one too many");
  }

  private void assertFault(String name, String message) {
    assertThatThrownBy(() -> SkabReader.run(skab, name))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }
}
