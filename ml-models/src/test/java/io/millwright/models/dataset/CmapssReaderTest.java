package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CmapssReaderTest {
  private static String row(int unit, int cycle) {
    return unit
        + " "
        + cycle
        + IntStream.range(0, 24).mapToObj(i -> " " + i + ".5").collect(Collectors.joining());
  }

  private static InputStream bytes(String... lines) {
    return new ByteArrayInputStream(String.join("  \n", lines).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theEmbeddedDataAreWhatNasaPublished() {
    CmapssFd001 data = CmapssFd001.load();

    assertThat(data.training()).hasSize(100);
    assertThat(data.training().stream().mapToInt(CmapssUnit::cycles).sum()).isEqualTo(20_631);
    assertThat(data.test()).hasSize(100);
    assertThat(data.test().stream().mapToInt(CmapssUnit::cycles).sum()).isEqualTo(13_096);
    assertThat(data.remainingCycles(data.test().get(0))).isEqualTo(112);
    assertThat(data.training().get(0).row(1)).startsWith(-0.0007, -0.0004, 100).endsWith(23.4190);
  }

  @Test
  void theSplitHoldsEveryEngineOnce() {
    CmapssFd001 data = CmapssFd001.load();

    assertThat(data.learning()).hasSize(80);
    assertThat(data.heldBack()).extracting(CmapssUnit::number).startsWith(81).endsWith(100);
    assertThat(data.healthyEnds())
        .hasSize(20)
        .allSatisfy(unit -> assertThat(data.remainingCycles(unit)).isGreaterThan(80));
    assertThat(CmapssFd001.trainingTag(data.heldBack().get(0))).isEqualTo("fd001-train-081");
    assertThat(CmapssFd001.testTag(data.test().get(3))).isEqualTo("fd001-test-004");
  }

  @Test
  void aCycleBecomesOneBatchAtItsHour() {
    CmapssUnit unit = CmapssReader.units("x", bytes(row(1, 1), row(1, 2))).get(0);
    Measurements batch = unit.measurements(AssetKey.of("demo", "engine"), 1_000, 2);

    assertThat(batch.size()).isEqualTo(24);
    assertThat(batch.points()).isEqualTo(CmapssUnit.COLUMNS);
    assertThat(batch.timeMicros(7)).isEqualTo(1_000 + 2 * 3_600_000_000L);
    assertThat(batch.receivedTimeMicros()).isEqualTo(batch.timeMicros(7));
    assertThat(batch.value(7)).isEqualTo(7.5);
    assertThat(batch.sourceSequence()).isEqualTo(2);
    assertThatThrownBy(() -> unit.measurements(AssetKey.of("demo", "engine"), 0, 3))
        .hasMessageContaining("cycles 1 to 2, but not 3");
  }

  @Test
  void saysWhichLineIsWrongAndWhatWouldBeRight() {
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes(row(1, 1), "1 2 3")))
        .isInstanceOf(DataSetException.class)
        .hasMessage("f.txt line 2: has 3 columns; 26 are right");
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes(row(1, 1).replace("3.5", "warm"))))
        .hasMessage("f.txt line 1: has T2 'warm'; a finite number is right");
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes(row(1, 1).replace("3.5", "NaN"))))
        .hasMessageContaining("'NaN'");
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes(row(1, 1), row(1, 3))))
        .hasMessage("f.txt line 2: has cycle 3 of unit 1; 2 is next");
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes(row(1, 1), row(3, 1))))
        .hasMessageContaining("unit number 3");
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes("")))
        .hasMessageContaining("ends without any row");
    assertThatThrownBy(() -> CmapssReader.remainingCycles("r.txt", bytes("5", "-1")))
        .hasMessage("r.txt line 2: has remaining life '-1'; a whole number of 0 or more is right");
  }

  @Test
  void findsTheSetsOfAFolderPlainOrCompressed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("train_FD004.txt"), row(1, 1) + "\n" + row(1, 2) + "\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("train_FD002.txt.gz")))) {
      out.write(row(1, 1).getBytes(StandardCharsets.US_ASCII));
    }
    Files.writeString(folder.resolve("test_FD004.txt"), row(1, 1) + "\n" + row(2, 1) + "\n");
    Files.writeString(folder.resolve("RUL_FD004.txt"), "7\n9\n");

    assertThat(CmapssReader.trainingSets(folder)).containsExactly("FD002", "FD004");
    assertThat(CmapssReader.testSets(folder)).containsExactly("FD004");
    assertThat(CmapssReader.training(folder, "FD002")).hasSize(1);
    CmapssTest test = CmapssReader.test(folder, "FD004");
    assertThat(test.units()).hasSize(2);
    assertThat(test.remainingCycles(test.units().get(1))).isEqualTo(9);

    Files.writeString(folder.resolve("RUL_FD004.txt"), "7\n");
    assertThatThrownBy(() -> CmapssReader.test(folder, "FD004"))
        .hasMessage("RUL_FD004.txt line 1: is the last, but there are 2 test units");
    Files.delete(folder.resolve("RUL_FD004.txt"));
    assertThatThrownBy(() -> CmapssReader.test(folder, "FD004"))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("RUL_FD004.txt.gz: cannot be read");
  }

  @Test
  void aLineThatWouldFillTheMemoryIsRefused() {
    assertThatThrownBy(() -> CmapssReader.units("f.txt", bytes("1 1 " + "0".repeat(2_000))))
        .hasMessage("f.txt line 1: is longer than 1000 characters");
  }

  @Test
  void saysWhenACompressedFileIsCutOff() throws Exception {
    byte[] whole;
    try (InputStream in =
        CmapssFd001.class.getResourceAsStream("/io/millwright/models/dataset/test_FD001.txt.gz")) {
      whole = in.readAllBytes();
    }
    InputStream half = new ByteArrayInputStream(whole, 0, whole.length / 2);

    assertThatThrownBy(() -> CmapssReader.units("test.gz", half))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("test.gz line")
        .hasMessageContaining("cannot be read");
  }
}
