package io.millwright.gateway.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages good input in the ways that find bugs: flipped bits, lengths and numbers at the edge of
 * their range, pieces cut out, repeated, or taken from another input. The same seed gives the same
 * inputs.
 */
public final class Mutator {
  private static final int LONGEST = 64 * 1024;
  private static final byte[][] EDGES = {
    {0},
    {(byte) 0xFF},
    {0x7F},
    {(byte) 0x80},
    {(byte) 0xFF, (byte) 0xFF},
    {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F},
    {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
    {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1},
    {'1', 'e', '9', '9', '9'},
    {
      '-', '9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0',
      '9'
    },
    {'N', 'a', 'N'},
    {'[', '[', '[', '[', '[', '[', '[', '['},
    {'{', '"', 'a', '"', ':'},
    {'"', '\\', 'u', 'd', '8', '0', '0', '"'},
    {(byte) 0x9F},
    {(byte) 0xBF},
    {
      (byte) 0xDB,
      0x7F,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF
    },
    {(byte) 0xC4, (byte) 0x82, 0x1B, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}
  };

  private final SplittableRandom random;
  private final List<byte[]> corpus;

  /**
   * @param corpus good inputs
   */
  public Mutator(long seed, List<byte[]> corpus) {
    this.random = new SplittableRandom(seed);
    this.corpus = List.copyOf(corpus);
  }

  public byte[] next() {
    byte[] input = pick().clone();
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  private byte[] pick() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return pick().clone();
    }
    int at = random.nextInt(input.length);
    int length = Math.min(input.length - at, 1 + random.nextInt(16));
    switch (random.nextInt(8)) {
      case 0 -> {
        input[at] ^= (byte) (1 << random.nextInt(8));
        return input;
      }
      case 1 -> {
        input[at] = (byte) random.nextInt(256);
        return input;
      }
      case 2 -> {
        byte[] edge = EDGES[random.nextInt(EDGES.length)];
        System.arraycopy(edge, 0, input, at, Math.min(edge.length, input.length - at));
        return input;
      }
      case 3 -> {
        return joined(input, at, EDGES[random.nextInt(EDGES.length)], at);
      }
      case 4 -> {
        return joined(input, at, new byte[0], at + length);
      }
      case 5 -> {
        return Arrays.copyOf(input, at);
      }
      case 6 -> {
        byte[] piece = Arrays.copyOfRange(input, at, at + length);
        byte[] repeated = new byte[length * (1 + random.nextInt(40))];
        for (int i = 0; i < repeated.length; i++) {
          repeated[i] = piece[i % length];
        }
        return joined(input, at, repeated, at);
      }
      default -> {
        byte[] other = pick();
        int from = random.nextInt(other.length);
        return joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
      }
    }
  }

  /** The input up to {@code to}, then the piece, then the input from {@code from} on. */
  private static byte[] joined(byte[] input, int to, byte[] piece, int from) {
    byte[] joined = Arrays.copyOf(input, to + piece.length + input.length - from);
    System.arraycopy(piece, 0, joined, to, piece.length);
    System.arraycopy(input, from, joined, to + piece.length, input.length - from);
    return joined;
  }
}
