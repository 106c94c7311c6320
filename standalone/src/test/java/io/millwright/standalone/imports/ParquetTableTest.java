package io.millwright.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that pyarrow 25 has written: 60 rows whose time is a second and up to 6 microseconds later
 * each, with value half their number but for each eleventh, which has none, and a column of lists
 * beside.
 */
class ParquetTableTest {
  private static final long BEGIN_MICROS = 1_767_225_600_000_000L;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"snappy, 1", "zstd-v2, 1", "gzip, 1000", "none-int96, 1"})
  void readsEveryRowHoweverItIsPackedAndTimed(String name, long unitMicros) throws Exception {
    try (Table table = table(name, ZoneOffset.UTC)) {
      assertThat(table.columns()).containsExactly("point", "time", "value", "quality");
      for (int row = 0; row < 60; row++) {
        assertThat(table.next()).isTrue();
        assertThat(table.place()).isEqualTo(row + 1);
        assertThat(table.text(0)).isEqualTo(new String[] {"flow", "temp", "vib.de"}[row % 3]);
        long time = BEGIN_MICROS + row * 1_000_000L + row % 7;
        assertThat(table.timeMicros(1)).isEqualTo(time / unitMicros * unitMicros);
        assertThat(table.number(2))
            .isEqualTo(Double.valueOf(row % 11 == 0 ? Double.NaN : row * 0.5));
        assertThat(table.text(3))
            .isEqualTo(row % 5 == 0 ? null : new String[] {"GOOD", "UNCERTAIN", "BAD"}[row % 3]);
      }
      assertThat(table.next()).isFalse();
    }
  }

  @Test
  void readsNumbersOfAnyTypeAndTimesThatAreNumbers() throws Exception {
    try (Table table = table("wide", "epoch-s", ZoneOffset.UTC)) {
      assertThat(table.columns()).containsExactly("ts", "flow", "count", "money");
      assertThat(table.next()).isTrue();
      assertThat(table.next()).isTrue();
      assertThat(table.timeMicros(0)).isEqualTo(BEGIN_MICROS + 1_000_000);
      assertThat(table.number(1)).isEqualTo(1.0);
      assertThat(table.number(2)).isEqualTo(1.0);
      assertThat(table.number(3)).isEqualTo(1.25);
      assertThat(table.row()).startsWith("1767225601", "1.0", "1");
      table.next();
      table.next();
      assertThat(table.number(1)).as("NaN = nothing").isNaN();
    }
  }

  @Test
  void saysHowAFileMayBePacked() throws Exception {
    try (Table table = table("lz4", ZoneOffset.UTC)) {
      assertThatThrownBy(table::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("LZ4_RAW")
          .hasMessageContaining("snappy, gzip or zstd");
    }
  }

  @Test
  void refusesWhatIsCutOffOrNoParquetAtAll() throws Exception {
    byte[] whole = Files.readAllBytes(file("snappy"));
    for (int length : new int[] {0, 4, 11, whole.length / 2, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.parquet"), java.util.Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> ParquetTable.open(cut, iso(), ZoneOffset.UTC))
          .as("%d bytes", length)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no Parquet file, or not a whole one");
    }
  }

  @Test
  void endsWithAnErrorAndNeverOtherwiseWhereBytesAreDamaged() throws Exception {
    byte[] whole = Files.readAllBytes(file("snappy"));
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
      Path file = Files.write(folder.resolve("damaged.parquet"), damaged);
      try (Table table = ParquetTable.open(file, iso(), ZoneOffset.UTC)) {
        int rows = 0;
        while (rows < 1_000 && table.next()) {
          rows++;
        }
      } catch (IOException | UsageException e) {
        assertThat(e).hasMessageContaining("damaged.parquet");
      }
    }
  }

  private Table table(String name, ZoneId zone) throws IOException {
    return table(name, "iso", zone);
  }

  private Table table(String name, String format, ZoneId zone) throws IOException {
    return ParquetTable.open(file(name), TimeFormat.of(format, zone), zone);
  }

  private static TimeFormat iso() {
    return TimeFormat.of("iso", ZoneOffset.UTC);
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name + ".parquet");
    try (InputStream stream =
        Objects.requireNonNull(
            ParquetTableTest.class.getResourceAsStream("/imports/" + name + ".parquet"))) {
      Files.write(file, stream.readAllBytes());
    }
    return file;
  }
}
