package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power failure and a bad disk may do to a segment. */
final class SegmentTest {
  private static final int SIZE = 4_096;

  @TempDir Path directory;

  @Test
  void cutsATornFrameOffWhereverItIsTorn() throws IOException {
    Path whole = written(5);
    byte[] content = Files.readAllBytes(whole);
    int lastStart = starts(whole).get(4);
    int end = Segment.HEADER_BYTES + 5 * frameSize();

    for (int torn = lastStart; torn < end; torn++) {
      byte[] cut = content.clone();
      for (int at = torn; at < end; at++) {
        cut[at] = 0;
      }
      if (Arrays.equals(cut, content)) {
        continue;
      }
      Path file = Files.write(directory.resolve("torn"), cut);

      assertThat(numbers(file)).as("torn at %d", torn).containsExactly(0L, 1L, 2L, 3L);
      // And nothing of it comes back behind the next frame.
      append(file, 9);
      assertThat(numbers(file)).as("torn at %d", torn).containsExactly(0L, 1L, 2L, 3L, 9L);
    }
  }

  @Test
  void skipsADamagedFrameAndKeepsAllOthersWhicheverByteIsFlipped() throws IOException {
    Path whole = written(5);
    byte[] content = Files.readAllBytes(whole);
    List<Integer> starts = starts(whole);

    for (int at = starts.get(2); at < starts.get(3); at++) {
      byte[] flipped = content.clone();
      flipped[at] ^= 0x10;
      Path file = Files.write(directory.resolve("flipped"), flipped);

      List<Long> found = new ArrayList<>();
      Segment.Opened opened =
          Segment.open(file, Disk.REAL, frame -> found.add(frame.waybill().serial()));
      opened.segment().close();

      assertThat(found).as("flipped at %d", at).containsExactly(0L, 1L, 3L, 4L);
      assertThat(opened.damages()).isEqualTo(1);
      assertThat(opened.segment().pending()).isEqualTo(4);
    }
  }

  @Test
  void doesNotTakeAFrameInsideAPayloadForOneOfItsOwn() throws IOException {
    Path other = written(1);
    byte[] foreign = Files.readAllBytes(other);
    byte[] forged =
        Arrays.copyOfRange(foreign, Segment.HEADER_BYTES, Segment.HEADER_BYTES + frameSize());
    OutboundRecord carrier =
        new OutboundRecord("t", new byte[0], forged, Priority.NORMAL, "mqtt:evil", 1);
    Path file = directory.resolve("forged");
    try (Segment segment = Segment.create(file, 2, Priority.NORMAL, 42, SIZE, Disk.REAL)) {
      write(segment, carrier, 100);
      write(segment, TestRecords.record(7, Priority.NORMAL, 20), 7);
    }
    byte[] content = Files.readAllBytes(file);
    content[Segment.HEADER_BYTES + 12] ^= 1;
    Files.write(file, content);

    assertThat(numbers(file)).containsExactly(7L);
  }

  @Test
  void refusesAFileOfANewerVersionWithBothVersions() throws IOException {
    Path file = written(1);
    byte[] content = Files.readAllBytes(file);
    content[4] = 2;
    Files.write(file, content);

    assertThatThrownBy(() -> numbers(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has version 2, and this gateway reads 1");
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written(1))))
        .isEqualTo("rw-------");
  }

  @Test
  void readsOnFromAnyFrameWhileItIsWritten() throws IOException {
    Path file = directory.resolve("read");
    try (Segment segment = Segment.create(file, 1, Priority.NORMAL, 5, SIZE, Disk.REAL)) {
      int position = Segment.HEADER_BYTES;
      for (long number = 0; number < 10; number++) {
        write(segment, TestRecords.record(number, Priority.NORMAL, 20), number);
        Segment.Part part = segment.read(position);
        assertThat(part.frames()).hasSize(1);
        assertThat(part.frames().get(0).waybill().serial()).isEqualTo(number);
        position = part.next();
      }
    }
  }

  private Path written(int frames) throws IOException {
    Path file = directory.resolve("whole");
    Files.deleteIfExists(file);
    try (Segment segment = Segment.create(file, 1, Priority.NORMAL, 7, SIZE, Disk.REAL)) {
      for (long number = 0; number < frames; number++) {
        write(segment, TestRecords.record(number, Priority.NORMAL, 20), number);
      }
    }
    return file;
  }

  private static int frameSize() {
    OutboundRecord record = TestRecords.record(0, Priority.NORMAL, 20);
    return Frame.size(Waybill.of(record, 1, 0).encode(), record);
  }

  private static List<Integer> starts(Path file) {
    return LongStream.range(0, 5)
        .mapToObj(i -> Segment.HEADER_BYTES + (int) i * frameSize())
        .toList();
  }

  private static void append(Path file, long number) throws IOException {
    try (Segment segment = Segment.open(file, Disk.REAL, frame -> {}).segment()) {
      write(segment, TestRecords.record(number, Priority.NORMAL, 20), number);
    }
  }

  private static void write(Segment segment, OutboundRecord record, long serial)
      throws IOException {
    byte[] waybill = Waybill.of(record, 1, serial).encode();
    int size = Frame.size(waybill, record);
    ByteBuffer frame = ByteBuffer.allocate(size);
    Frame.write(frame, segment.salt(), segment.count(), waybill, record);
    segment.write(frame.flip());
    segment.advance(size, 1);
  }

  private static List<Long> numbers(Path file) throws IOException {
    List<Long> found = new ArrayList<>();
    Segment.open(file, Disk.REAL, frame -> found.add(frame.waybill().serial())).segment().close();
    return found;
  }
}
