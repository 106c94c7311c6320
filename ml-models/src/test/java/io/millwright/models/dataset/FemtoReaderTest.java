package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class FemtoReaderTest {
  private static String rows(int count, String separator) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          String.join(separator, "9", "39", "39", "65664", i + ".5", "-0.1" + i % 10) + "\n");
    }
    return text.toString();
  }

  private static InputStream zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.US_ASCII));
        zip.closeEntry();
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static List<FemtoSnapshot> read(Map<String, String> files) throws IOException {
    List<FemtoSnapshot> snapshots = new ArrayList<>();
    FemtoReader.read("Bearing1_1.zip", zip(files), snapshots::add);
    return snapshots;
  }

  @Test
  void readsSnapshotsBetweenCommasOrSemicolonsAndPassesOverOtherFiles() throws IOException {
    List<FemtoSnapshot> snapshots =
        read(
            new TreeMap<>(
                Map.of(
                    "Bearing1_1/acc_00001.csv",
                    rows(2_560, ","),
                    "Bearing1_1/acc_00051.csv",
                    rows(2_560, ";") + "\n",
                    "Bearing1_1/temp_00001.csv",
                    "9,39,39,65664,60.2")));

    assertThat(snapshots).extracting(FemtoSnapshot::number).containsExactly(1, 51);
    assertThat(snapshots.get(1).ageSeconds()).isEqualTo(510);
    assertThat(snapshots.get(1).horizontal().rateHz()).isEqualTo(25_600);
    assertThat(snapshots.get(1).horizontal().samples()).hasSize(2_560).startsWith(0.5, 1.5);
    assertThat(snapshots.get(1).vertical().samples()).startsWith(-0.10, -0.11);
    assertThat(snapshots.get(0).vertical().samples())
        .containsExactly(snapshots.get(1).vertical().samples());
  }

  @Test
  void saysWhichLineIsWrongAndWhatWouldBeRight() {
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", rows(3, ",") + "1,2,3\n")))
        .isInstanceOf(DataSetException.class)
        .hasMessage(
            "Bearing1_1.zip!acc_00001.csv line 4: has 3 columns between commas or semicolons; 6 are"
                + " right");
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", "1,2,3,4,loud,6\n")))
        .hasMessageContaining("line 1: has horizontal acceleration 'loud'; a finite number");
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", "1,2,3,4,5,NaN\n")))
        .hasMessageContaining("vertical acceleration 'NaN'");
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", rows(2_559, ","))))
        .hasMessageContaining("ends after 2559 rows; 2,560 are right");
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", rows(2_561, ","))))
        .hasMessageContaining("line 2561: is row 2561");
    assertThatThrownBy(() -> read(Map.of("acc_00001.csv", "1".repeat(5_000))))
        .hasMessageContaining("more than 200 characters");
    assertThatThrownBy(() -> read(Map.of("acc_00000.csv", rows(2_560, ","))))
        .hasMessageContaining("its number is 0");
    assertThatThrownBy(() -> read(Map.of("readme.txt", "nothing")))
        .hasMessageContaining("Bearing1_1.zip: holds no snapshot");
  }

  @Test
  void saysWhenAnArchiveIsCutOff() throws IOException {
    byte[] whole = zip(Map.of("acc_00001.csv", rows(2_560, ","))).readAllBytes();
    InputStream half = new ByteArrayInputStream(whole, 0, whole.length / 2);

    assertThatThrownBy(() -> FemtoReader.read("half.zip", half, snapshot -> {}))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("half.zip!acc_00001.csv line");
  }
}
