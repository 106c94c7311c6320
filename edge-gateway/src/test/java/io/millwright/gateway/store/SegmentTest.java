package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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

  @Test
  void looksForNothingInAFrameThatIsOnlyCutOffByTheWindow() throws IOException {
    // Each eight bytes are what a frame could begin with, and would have to be summed up.
    ByteBuffer marks = ByteBuffer.allocate(700_000);
    while (marks.hasRemaining()) {
      marks.putInt(Frame.MARK).putInt(350_000);
    }
    try (Segment segment =
        Segment.create(directory.resolve("cut"), 1, Priority.NORMAL, 5, 8 << 20, Disk.REAL)) {
      for (long number = 0; number < 10; number++) {
        write(
            segment,
            new OutboundRecord("t", new byte[0], marks.array(), Priority.NORMAL, "m", 1),
            number);
      }
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadCpuTime();
      List<Long> found = new ArrayList<>();

      for (int at = Segment.HEADER_BYTES; at < segment.end(); ) {
        Segment.Part part = segment.read(at);
        part.frames().forEach(frame -> found.add(frame.waybill().serial()));
        at = part.next();
      }

      assertThat(found).hasSize(10);
      assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void findsTheFrameBehindDamageThatReachesBeyondTheWindow() throws IOException {
    try (Segment segment =
        Segment.create(directory.resolve("beyond"), 1, Priority.NORMAL, 5, 8 << 20, bad)) {
      for (long number = 0; number < 6; number++) {
        write(segment, full(1_000_000), number);
      }
      // In the first of the two that are whole in the first window, and in its second.
      bad.from = 500_000;
      bad.to = 1_500_000;
      List<Long> found = new ArrayList<>();

      for (int at = Segment.HEADER_BYTES; at < segment.end(); ) {
        Segment.Part part = segment.read(at);
        part.frames().forEach(frame -> found.add(frame.waybill().serial()));
        at = part.next();
      }

      assertThat(found).containsExactly(2L, 3L, 4L, 5L);
    }
  }

  @Test
  void skipsWhatTheDiskCannotReadAndKeepsAllOthers() throws IOException {
    Path file = directory.resolve("sector");
    try (Segment segment = Segment.create(file, 1, Priority.NORMAL, 5, 64 * 1024, bad)) {
      for (long number = 0; number < 10; number++) {
        write(segment, full(3_000), number);
      }
    }
    bad.from = 4_096;
    bad.to = 4_097;
    List<Long> found = new ArrayList<>();

    Segment.Opened opened = Segment.open(file, bad, frame -> found.add(frame.waybill().serial()));

    assertThat(found).containsExactly(0L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(opened.damages()).isEqualTo(1);
    assertThat(opened.segment().read(Segment.HEADER_BYTES).frames()).hasSize(8);
    opened.segment().close();
  }

  /** What is not zeros, which is what takes the place of what cannot be read. */
  private static OutboundRecord full(int bytes) {
    OutboundRecord record = TestRecords.record(0, Priority.NORMAL, bytes);
    Arrays.fill(record.value(), (byte) 1);
    return record;
  }

  private final BadDisk bad = new BadDisk();

  /** Has a place that it cannot read. */
  private static final class BadDisk implements Disk {
    private long from;
    private long to;

    @Override
    public void force(FileChannel file) throws IOException {
      Disk.REAL.force(file);
    }

    @Override
    public int read(FileChannel file, ByteBuffer into, long at) throws IOException {
      if (at < to && at + into.remaining() > from) {
        if (at >= from) {
          throw new IOException("Input/output error");
        }
        ByteBuffer before = into.duplicate().limit(into.position() + (int) (from - at));
        int read = file.read(before, at);
        into.position(before.position());
        return read;
      }
      return file.read(into, at);
    }

    @Override
    public long spareBytes(Path path) {
      return Long.MAX_VALUE;
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
