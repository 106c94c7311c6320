package io.millwright.gateway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * CoAP datagrams, most of them well-formed, that do what devices do not: blocks in any order and
 * uploads without an end, feeds observed in masses, answers that nobody asked for, options that may
 * not be. The same seed gives the same datagrams.
 */
public final class CoapDatagrams {
  private static final int URI_PATH = 11;
  private static final int CONTENT_FORMAT = 12;
  private static final int OBSERVE = 6;
  private static final int BLOCK2 = 23;
  private static final int BLOCK1 = 27;
  private static final int SIZE1 = 60;
  private static final int GET = 0x01;
  private static final int POST = 0x02;
  private static final byte[] BODY = "{\"values\":{\"n\":1}}".getBytes(UTF_8);

  private final SplittableRandom random;

  public CoapDatagrams(long seed) {
    random = new SplittableRandom(seed);
  }

  public byte[] next() {
    Map<Integer, byte[][]> options = new TreeMap<>();
    path(options, "v1", "demo", "fuzz-" + random.nextInt(500), "measurements");
    options.put(CONTENT_FORMAT, new byte[][] {{50}});
    int confirmable = random.nextInt(2);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        int size = random.nextInt(8);
        long number = random.nextInt(6) == 0 ? random.nextInt(1 << 20) : random.nextInt(4);
        long block = number << 4 | random.nextInt(4) / 3 * 8 ^ 8 | size;
        options.put(BLOCK1, new byte[][] {number(block)});
        if (random.nextBoolean()) {
          options.put(SIZE1, new byte[][] {number(random.nextLong(3_000_000))});
        }
        return message(confirmable, POST, options, new byte[16 << Math.min(size, 6)]);
      }
      case 2, 3 -> {
        options.clear();
        path(options, "v1", "demo", "fuzz-" + random.nextInt(500), "commands");
        options.put(OBSERVE, new byte[][] {number(random.nextInt(3))});
        return message(confirmable, GET, options, new byte[0]);
      }
      case 4 -> {
        // Empty ones, acknowledgements and answers that nobody waits for, codes of no meaning.
        options.clear();
        return message(random.nextInt(4), random.nextInt(256), options, new byte[0]);
      }
      case 5 -> {
        options.put(
            random.nextInt(70), new byte[][] {new byte[random.nextInt(20)], new byte[3], {1}});
        return message(confirmable, POST, options, BODY);
      }
      case 6 -> {
        options.put(BLOCK2, new byte[][] {number(random.nextInt(1 << 20) << 4 | 8 | 6)});
        return message(confirmable, GET, options, BODY);
      }
      default -> {
        byte[][] parts = new byte[1 + random.nextInt(100)][random.nextInt(12)];
        options.put(URI_PATH, random.nextInt(4) == 0 ? parts : options.get(URI_PATH));
        return message(confirmable, POST, options, BODY);
      }
    }
  }

  /** Empty and confirmable: is answered with a reset, in whatever state the peer is. */
  public static byte[] ping(int messageId) {
    return new byte[] {0x40, 0, (byte) (messageId >> 8), (byte) messageId};
  }

  /** The first block of an upload; its option says that it has 16 bytes. */
  public static byte[] blockOf16BytesWith(int bytes) {
    Map<Integer, byte[][]> options = new TreeMap<>();
    path(options, "v1", "demo", "a", "measurements");
    options.put(BLOCK1, new byte[][] {{8}});
    return new CoapDatagrams(0).message(0, 0, POST, options, new byte[bytes]);
  }

  /** A request to a path of so many parts, all of them empty. */
  public static byte[] withPathOf(int parts) {
    Map<Integer, byte[][]> options = new TreeMap<>();
    options.put(URI_PATH, new byte[parts][0]);
    return new CoapDatagrams(0).message(0, 0, POST, options, BODY);
  }

  private static void path(Map<Integer, byte[][]> options, String... parts) {
    byte[][] values = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      values[i] = parts[i].getBytes(UTF_8);
    }
    options.put(URI_PATH, values);
  }

  /** Without leading zeros. */
  private static byte[] number(long value) {
    int length = (71 - Long.numberOfLeadingZeros(value)) / 8;
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    byte[] bytes = new byte[length];
    System.arraycopy(all, 8 - length, bytes, 0, length);
    return bytes;
  }

  private byte[] message(int type, int code, Map<Integer, byte[][]> options, byte[] payload) {
    return message(type, random.nextInt(9), code, options, payload);
  }

  private byte[] message(
      int type, int token, int code, Map<Integer, byte[][]> options, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x40 | type << 4 | token);
    out.write(code);
    out.write(random.nextInt(256));
    out.write(random.nextInt(256));
    for (int i = 0; i < token; i++) {
      out.write(random.nextInt(256));
    }
    int before = 0;
    for (Map.Entry<Integer, byte[][]> option : options.entrySet()) {
      for (byte[] value : option.getValue()) {
        int delta = option.getKey() - before;
        before = option.getKey();
        out.write(nibble(delta) << 4 | nibble(value.length));
        if (delta > 12) {
          out.write(delta - 13);
        }
        if (value.length > 12) {
          out.write(value.length - 13);
        }
        out.writeBytes(value);
      }
    }
    if (payload.length > 0) {
      out.write(0xFF);
      out.writeBytes(payload);
    }
    return out.toByteArray();
  }

  private static int nibble(int value) {
    return Math.min(value, 13);
  }
}
