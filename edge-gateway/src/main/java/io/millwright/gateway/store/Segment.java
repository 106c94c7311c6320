package io.millwright.gateway.store;

import io.millwright.gateway.file.OwnerOnly;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of frames. Its size is set, with zeros, when it is made, so that a full disk shows then
 * and not in the middle of a write.
 *
 * <pre>
 *  magic 4 | version 1 | priority 1 | 2 unused | id 8 | salt 8 | made at 8 | frames ... zeros
 * </pre>
 *
 * <p>Written by one thread. Which of its records are settled, or at the producer, is guarded by the
 * ledger's monitor.
 */
final class Segment implements AutoCloseable {
  static final int HEADER_BYTES = 32;
  static final byte VERSION = 1;
  private static final int MAGIC = 0x4D57_5346;

  private static final Logger LOGGER = LoggerFactory.getLogger(Segment.class);

  /** More than the largest frame. */
  private static final int WINDOW_BYTES = 2 << 20;

  /** What a disk cannot read is so much at least. */
  private static final int SECTOR_BYTES = 4_096;

  private static final byte[] ZEROS = new byte[64 * 1024];

  private final Path path;
  private final long id;
  private final Priority priority;
  private final long salt;
  private final long madeAtMillis;
  private final FileChannel channel;
  private final int size;
  private final Disk disk;

  /** Before this no record waits. */
  private int drainFrom = HEADER_BYTES;

  /** Where the next frame goes. */
  private volatile int end = HEADER_BYTES;

  /** The ordinal of the next frame. */
  private volatile int count;

  private final BitSet settled = new BitSet();
  private final BitSet atProducer = new BitSet();
  private int settledCount;
  private int atProducerCount;
  private boolean givenUp;

  /** Whether it has been said that the disk cannot read some of it. */
  private volatile boolean told;

  private Segment(
      Path path,
      long id,
      Priority priority,
      long salt,
      long madeAtMillis,
      FileChannel channel,
      int size,
      Disk disk) {
    this.path = path;
    this.id = id;
    this.priority = priority;
    this.salt = salt;
    this.madeAtMillis = madeAtMillis;
    this.channel = channel;
    this.size = size;
    this.disk = disk;
  }

  /** Makes a file; the directory must be forced by the caller. */
  static Segment create(Path path, long id, Priority priority, long salt, int size, Disk disk)
      throws IOException {
    FileChannel channel =
        OwnerOnly.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      header.putInt(MAGIC).put(VERSION).put((byte) priority.ordinal()).putShort((short) 0);
      long now = System.currentTimeMillis();
      header.putLong(id).putLong(salt).putLong(now).flip();
      writeFully(channel, header, 0);
      for (int at = HEADER_BYTES; at < size; ) {
        int length = Math.min(ZEROS.length, size - at);
        writeFully(channel, ByteBuffer.wrap(ZEROS, 0, length), at);
        at += length;
      }
      disk.force(channel);
      return new Segment(path, id, priority, salt, now, channel, size, disk);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** A file is no segment, or not any more. */
  static final class NoSegmentException extends IOException {
    private static final long serialVersionUID = 1;

    private NoSegmentException(String message) {
      super(message);
    }
  }

  /** What has been found in a file. */
  record Opened(Segment segment, int damages) {}

  /**
   * Opens a file and looks at all of it. What comes after the last good frame is cut off; bad
   * places before that are skipped.
   *
   * @param frames hears of every good frame
   * @throws NoSegmentException if it does not begin as a segment does
   * @throws IOException if it cannot be opened, or is of another version
   */
  static Opened open(Path path, Disk disk, Consumer<Frame> frames) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      IOException unreadable = fill(content, channel, disk, 0);
      if (unreadable != null) {
        tell(path, unreadable);
      }
      content.flip();
      if (content.limit() < HEADER_BYTES || content.getInt(0) != MAGIC) {
        throw new NoSegmentException(path + " is not a segment of a store");
      }
      if (content.get(4) != VERSION) {
        throw new IOException(
            path
                + " has version "
                + content.get(4)
                + ", and this gateway reads "
                + VERSION
                + ": start the gateway that wrote it, or move the file away, and its records count as"
                + " dropped");
      }
      if (content.get(5) < 0 || content.get(5) >= Priority.values().length) {
        throw new NoSegmentException(path + " has a damaged header");
      }
      Segment segment =
          new Segment(
              path,
              content.getLong(8),
              Priority.values()[content.get(5)],
              content.getLong(16),
              content.getLong(24),
              channel,
              content.limit(),
              disk);
      return new Opened(segment, segment.scan(content, frames));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private int scan(ByteBuffer content, Consumer<Frame> frames) throws IOException {
    BitSet present = new BitSet();
    Walk walk =
        walk(
            content,
            HEADER_BYTES,
            0,
            frame -> {
              present.set(frame.ordinal());
              frames.accept(frame);
            });
    count = present.length();
    end = walk.end;
    for (int i = present.nextClearBit(0); i < count; i = present.nextClearBit(i + 1)) {
      // Not there any more, so nothing is left to be done for it.
      settle(i);
    }
    cutTail(content);
    return walk.damages;
  }

  /** How far it was possible to read, and in how many places it was not. */
  private record Walk(int end, int damages) {}

  /**
   * Looks for frames in a part of the file.
   *
   * @param beyond how many bytes of frames come behind that part
   */
  private Walk walk(ByteBuffer content, int from, int beyond, Consumer<Frame> frames) {
    int damages = 0;
    int position = from;
    while (position < content.limit()) {
      int length = Frame.sizeAt(content, position, salt);
      if (length < 0) {
        if (isCut(content, position, beyond)) {
          // Nothing is to be looked for in it: its device chose what it holds.
          break;
        }
        int next = blank(content, position) ? -1 : nextFrame(content, position + 1);
        if (next < 0) {
          break;
        }
        damages++;
        position = next;
        continue;
      }
      Frame frame = Frame.read(content, position, priority);
      if (frame == null) {
        damages++;
      } else {
        frames.accept(frame);
      }
      position += length;
    }
    return new Walk(position, damages);
  }

  /** Whether what may be a frame goes on behind the part that has been read. */
  private static boolean isCut(ByteBuffer content, int position, int beyond) {
    int left = content.limit() - position - Frame.HEADER_BYTES;
    if (left < 0 || content.getInt(position) != Frame.MARK) {
      return left < 0 && beyond > 0;
    }
    int body = content.getInt(position + 4);
    return body > left && body <= Math.min(left + beyond, WINDOW_BYTES - Frame.HEADER_BYTES);
  }

  private int nextFrame(ByteBuffer content, int from) {
    for (int at = from; at <= content.limit() - Frame.HEADER_BYTES; at++) {
      if (content.getInt(at) == Frame.MARK && Frame.sizeAt(content, at, salt) > 0) {
        return at;
      }
    }
    return -1;
  }

  /** What was being written when the power failed must not come back behind later frames. */
  private void cutTail(ByteBuffer content) throws IOException {
    if (blank(content, end)) {
      return;
    }
    for (int from = end; from < size; ) {
      int length = Math.min(ZEROS.length, size - from);
      writeFully(channel, ByteBuffer.wrap(ZEROS, 0, length), from);
      from += length;
    }
    disk.force(channel);
  }

  /** Whether nothing has been written from there on, as in most segments that are not full. */
  private static boolean blank(ByteBuffer content, int from) {
    for (int at = from; at < content.limit(); at += ZEROS.length) {
      int length = Math.min(ZEROS.length, content.limit() - at);
      if (content.slice(at, length).mismatch(ByteBuffer.wrap(ZEROS, 0, length)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads so much of the file. What the disk does not give is zeros, and so damage.
   *
   * @return why it does not give something; null = it gives all
   * @throws IOException if it does not even give the header
   */
  private static @Nullable IOException fill(
      ByteBuffer content, FileChannel channel, Disk disk, int fileOffset) throws IOException {
    IOException unreadable = null;
    while (content.hasRemaining()) {
      int at = fileOffset + content.position();
      try {
        if (disk.read(channel, content, at) < 0) {
          break;
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        if (at == 0) {
          throw e;
        }
        unreadable = e;
        int skipped = SECTOR_BYTES - at % SECTOR_BYTES;
        content.position(Math.min(content.limit(), content.position() + skipped));
      }
    }
    return unreadable;
  }

  private static void tell(Path path, IOException unreadable) {
    LOGGER
        .atError()
        .setCause(unreadable)
        .addKeyValue("file", path)
        .log("the disk cannot read a part of the store, which is skipped");
  }

  boolean hasRoomFor(int bytes) {
    return end + bytes <= size;
  }

  /**
   * Writes frames behind the others, the first with ordinal {@link #count()}, and returns when they
   * are safe. They belong to the segment from {@link #advance} on.
   */
  void write(ByteBuffer frames) throws IOException {
    writeFully(channel, frames, end);
    disk.force(channel);
  }

  void advance(int bytes, int frames) {
    end += bytes;
    count += frames;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, int at) throws IOException {
    int position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Hands every frame over. */
  void forEach(Consumer<Frame> frames) throws IOException {
    int limit = end;
    read(HEADER_BYTES, limit - HEADER_BYTES, limit).frames.forEach(frames);
  }

  /** Some frames, and where the next ones begin. */
  record Part(List<Frame> frames, int next) {}

  /** Reads on from a position; no frames = there are none behind it. */
  Part read(int from) throws IOException {
    int limit = end;
    Part part = read(from, Math.min(WINDOW_BYTES, limit - from), limit);
    // Damage, which may have hidden a frame that goes beyond the window: so without one.
    return part.frames.isEmpty() ? new Part(read(from, limit - from, limit).frames, limit) : part;
  }

  private Part read(int from, int bytes, int limit) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    IOException unreadable = fill(content, channel, disk, from);
    if (unreadable != null && !told) {
      told = true;
      tell(path, unreadable);
    }
    content.flip();
    List<Frame> frames = new ArrayList<>();
    Walk walk = walk(content, 0, limit - from - content.limit(), frames::add);
    return new Part(frames, from + walk.end);
  }

  /** Nothing is left to be done for a record. */
  void settle(int ordinal) {
    if (atProducer.get(ordinal)) {
      atProducer.clear(ordinal);
      atProducerCount--;
    }
    if (!settled.get(ordinal)) {
      settled.set(ordinal);
      settledCount++;
    }
  }

  /**
   * Nothing can be done for those that wait, since no frame of theirs can be read.
   *
   * @return how many they were
   */
  int settleWaiting() {
    int waiting = 0;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      if (waits(ordinal)) {
        settle(ordinal);
        waiting++;
      }
    }
    return waiting;
  }

  boolean isSettled(int ordinal) {
    return settled.get(ordinal);
  }

  /** The producer has a record. */
  void sent(int ordinal) {
    if (!atProducer.get(ordinal)) {
      atProducer.set(ordinal);
      atProducerCount++;
    }
  }

  /** The producer has it no longer. */
  void returned(int ordinal) {
    if (atProducer.get(ordinal)) {
      atProducer.clear(ordinal);
      atProducerCount--;
      drainFrom = HEADER_BYTES;
    }
  }

  /** Whether a record is neither settled nor at the producer. */
  boolean waits(int ordinal) {
    return !settled.get(ordinal) && !atProducer.get(ordinal);
  }

  boolean someWait() {
    return settledCount + atProducerCount < count;
  }

  boolean allSettled() {
    return settledCount >= count;
  }

  int pending() {
    return count - settledCount;
  }

  long[] settledBits() {
    return settled.toLongArray();
  }

  int drainFrom() {
    return drainFrom;
  }

  void drainFrom(int position) {
    drainFrom = position;
  }

  /** Its pending records have been given up. */
  void givenUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  Path path() {
    return path;
  }

  long id() {
    return id;
  }

  Priority priority() {
    return priority;
  }

  long salt() {
    return salt;
  }

  long madeAtMillis() {
    return madeAtMillis;
  }

  int end() {
    return end;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }
}
