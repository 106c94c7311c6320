package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

class CwruReaderTest {
  private static Matrix column(int rows, IntToDoubleFunction values) {
    Matrix matrix = Mat5.newMatrix(rows, 1);
    for (int i = 0; i < rows; i++) {
      matrix.setDouble(i, values.applyAsDouble(i));
    }
    return matrix;
  }

  private static Mat5File record(int samples) {
    return (Mat5File)
        Mat5.newMatFile()
            .addArray("X105_DE_time", column(samples, i -> Math.sin(i)))
            .addArray("X105_FE_time", column(10, i -> 7));
  }

  private static byte[] bytes(Mat5File file) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) file.getUncompressedSerializedSize() + 1_024)
            .order(ByteOrder.nativeOrder());
    Mat5.newWriter(Sinks.wrap(buffer)).writeMat(file);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    }
    return compressed.toByteArray();
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Test
  void readsSamplesAndSpeedOfTheDriveEnd() throws IOException {
    Mat5File file = record(12_000);
    file.addArray("X105RPM", Mat5.newScalar(1_796));

    CwruRecord plain = CwruReader.read("IR007_0.mat", in(bytes(file)));
    CwruRecord zipped = CwruReader.read("OR014@6_0.mat.gz", in(gzip(bytes(file))));

    assertThat(plain.name()).isEqualTo("IR007_0");
    assertThat(plain.fault()).isEqualTo(CwruRecord.Fault.INNER_RACE);
    assertThat(plain.rpm()).isEqualTo(1_796);
    assertThat(plain.driveEnd().rateHz()).isEqualTo(12_000);
    assertThat(plain.driveEnd().samples()).hasSize(12_000).startsWith(0, Math.sin(1));
    assertThat(zipped.fault()).isEqualTo(CwruRecord.Fault.OUTER_RACE);
    assertThat(zipped.driveEnd().samples()).containsExactly(plain.driveEnd().samples());
  }

  @Test
  void takesTheNominalSpeedOfTheLoadWhereTheRecordHasNone() throws IOException {
    CwruRecord record = CwruReader.read("B021_2.mat", in(bytes(record(12_000))));

    assertThat(record.fault()).isEqualTo(CwruRecord.Fault.BALL);
    assertThat(record.loadHp()).isEqualTo(2);
    assertThat(record.rpm()).isEqualTo(1_750);
  }

  @Test
  void decimatesTheHealthyRecordThatWasSampledFourTimesAsFast() throws IOException {
    CwruRecord record = CwruReader.read("Normal_0.mat", in(bytes(record(50_000))));

    assertThat(record.fault()).isEqualTo(CwruRecord.Fault.NONE);
    assertThat(record.driveEnd().rateHz()).isEqualTo(12_000);
    assertThat(record.driveEnd().seconds()).isBetween(1.0, 50_000 / 48_000.0);
    // The sine had one radian per sample, 7.6 kHz: twelve thousand samples per second cannot tell
    // it.
    assertThat(Arrays.stream(record.driveEnd().samples()).map(Math::abs).max().orElseThrow())
        .isLessThan(1e-4);
  }

  @Test
  void takesTheRecordOfTheFileWhereThatOfTheOneBeforeIsInItToo() throws IOException {
    Mat5File file =
        (Mat5File)
            Mat5.newMatFile()
                .addArray("X099_DE_time", column(12_000, i -> 9))
                .addArray("X098_DE_time", column(12_000, i -> 8))
                .addArray("X098RPM", Mat5.newScalar(1_772));

    CwruRecord record = CwruReader.read("IR007_2.mat", in(bytes(file)));

    assertThat(record.driveEnd().samples()).startsWith(9);
    assertThat(record.rpm()).isEqualTo(1_750);
  }

  @Test
  void knowsRecordsByTheirNames() {
    assertThat(CwruReader.isRecord("OR007@12_3.mat")).isTrue();
    assertThat(CwruReader.isRecord("Normal_1.mat.gz")).isTrue();
    assertThat(CwruReader.isRecord("105.mat")).isFalse();
    assertThat(CwruReader.isRecord("IR007_0.csv")).isFalse();
  }

  @Test
  void saysWhatIsWrongAndWhatWouldBeRight() throws IOException {
    byte[] good = bytes(record(12_000));
    byte[] brief = bytes(record(500));
    Mat5File other = (Mat5File) Mat5.newMatFile().addArray("y", Mat5.newScalar(1));
    byte[] without = bytes(other);
    Mat5File still = record(12_000);
    still.addArray("X105RPM", Mat5.newScalar(0));
    byte[] standing = bytes(still);
    Mat5File holed =
        (Mat5File)
            Mat5.newMatFile()
                .addArray("X105_DE_time", column(12_000, i -> i == 3 ? Double.NaN : 1));
    byte[] withHole = bytes(holed);

    assertThatThrownBy(() -> CwruReader.read("105.mat", in(good)))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("105.mat: its name does not say what was damaged; Normal_0");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in(brief)))
        .hasMessageContaining("has 500 samples");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in(without)))
        .hasMessageContaining("no variable as X105_DE_time");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in(standing)))
        .hasMessageContaining("speed of 0.0");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in(withHole)))
        .hasMessageContaining("sample 3 is NaN");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in(Arrays.copyOf(good, 5_000))))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("is no MATLAB 5 file that can be read");
    assertThatThrownBy(() -> CwruReader.read("IR007_0.mat", in("text".getBytes("US-ASCII"))))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("is no MATLAB 5 file that can be read");
  }
}
