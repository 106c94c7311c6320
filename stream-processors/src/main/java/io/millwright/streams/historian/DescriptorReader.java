package io.millwright.streams.historian;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.DescriptorSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Reads a {@link DescriptorSet} as columns. There is one for each scan of each asset, and most of
 * it are names, the same ones for all assets of a plan: they are decoded once, and known again by
 * their bytes.
 *
 * <p>For one thread.
 */
final class DescriptorReader {
  /** Of a name; a point and a descriptor of it have 128 each at most. */
  private static final int LONGEST = 300;

  private static final int MOST_REMEMBERED = 1_000;

  /** The names by their bytes, tags and lengths among them. */
  private final Map<ByteBuffer, List<String>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, List<String>> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /**
   * @throws SerializationException if it is no set of descriptors
   * @throws IllegalArgumentException if it says what cannot be: an asset or a name that is not
   *     valid, fewer or more values than names
   */
  DescriptorColumns read(byte[] message) {
    try {
      return new Reading(message).done();
    } catch (IOException e) {
      throw new SerializationException("not a DescriptorSet: " + e.getMessage(), e);
    }
  }

  private final class Reading {
    private final byte[] message;
    private String tenant = "";
    private String asset = "";
    private long timeMicros;
    private double[] values = {};
    private final BitSet uncertain = new BitSet(0);

    /** Where the names begin and end; another field between them is for the slower way. */
    private int namesFrom = -1;

    private int namesTo;
    private boolean together = true;

    Reading(byte[] message) throws IOException {
      this.message = message;
      CodedInputStream in = CodedInputStream.newInstance(message);
      int from = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        take(tag, in, from);
        from = in.getTotalBytesRead();
      }
    }

    private void take(int tag, CodedInputStream in, int from) throws IOException {
      boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DescriptorSet.TENANT_FIELD_NUMBER -> tenant = in.readStringRequireUtf8();
        case DescriptorSet.ASSET_FIELD_NUMBER -> asset = in.readStringRequireUtf8();
        case DescriptorSet.TIME_MICROS_FIELD_NUMBER -> timeMicros = in.readInt64();
        case DescriptorSet.NAME_FIELD_NUMBER -> {
          in.skipField(tag);
          together &= namesFrom < 0 || namesTo == from;
          namesFrom = namesFrom < 0 ? from : namesFrom;
          namesTo = in.getTotalBytesRead();
        }
        case DescriptorSet.VALUE_FIELD_NUMBER -> {
          int size = packed ? in.readRawVarint32() / Double.BYTES : 1;
          if (size < 0 || size > message.length / Double.BYTES) {
            throw new IOException("values beyond its end");
          }
          int before = values.length;
          values = Arrays.copyOf(values, before + size);
          for (int i = before; i < values.length; i++) {
            values[i] = in.readDouble();
          }
        }
        case DescriptorSet.UNCERTAIN_FIELD_NUMBER -> {
          int limit = packed ? in.pushLimit(in.readRawVarint32()) : 0;
          do {
            int place = in.readUInt32();
            // A number of places that no message can have names for would be much memory.
            if (place < 0 || place > message.length) {
              throw new IOException(
                  "descriptor " + Integer.toUnsignedLong(place) + " is not in it");
            }
            uncertain.set(place);
          } while (packed && in.getBytesUntilLimit() > 0);
          if (packed) {
            in.popLimit(limit);
          }
        }
        default -> in.skipField(tag);
      }
    }

    DescriptorColumns done() throws IOException {
      return new DescriptorColumns(
          AssetKey.of(tenant, asset), timeMicros, names(), values, uncertain);
    }

    private List<String> names() throws IOException {
      if (namesFrom < 0) {
        return List.of();
      }
      if (!together) {
        return checked(DescriptorSet.parseFrom(message).getNameList());
      }
      List<String> known = remembered.get(ByteBuffer.wrap(message, namesFrom, namesTo - namesFrom));
      if (known == null) {
        byte[] bytes = Arrays.copyOfRange(message, namesFrom, namesTo);
        known = checked(DescriptorSet.parseFrom(bytes).getNameList());
        remembered.put(ByteBuffer.wrap(bytes), known);
      }
      return known;
    }
  }

  private static List<String> checked(List<String> names) {
    for (String name : names) {
      if (name.isEmpty()
          || name.length() > LONGEST
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a descriptor's name must be 1 to "
                + LONGEST
                + " printable characters, but one has "
                + name.length());
      }
    }
    if (new TreeSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("a descriptor is there twice");
    }
    return List.copyOf(names);
  }
}
