package io.millwright.models.release;

import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.LifeIntervals;
import io.millwright.models.prognosis.ModelReference;
import io.millwright.models.prognosis.TreeEnsemble;
import io.millwright.models.prognosis.TreeModel;
import io.millwright.models.prognosis.TreeModel.Meaning;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The model file: everything that scoring needs and nothing else. It holds no time and no name, so
 * that the same training gives the same bytes; where it comes from stands in its {@link ModelCard}.
 *
 * <pre>
 *   "MWM1", format version, target, [horizon, calibration | cap, intervals],
 *   descriptors with their typical values, trees, CRC-32 of all before
 * </pre>
 */
public final class ModelFiles {
  /** Larger ones do not fit the topic of model releases. */
  public static final int LONGEST = 16 * 1024 * 1024;

  private static final int MAGIC = 0x4d574d31;
  private static final int VERSION = 1;
  private static final int FAILURE_ODDS = 1;
  private static final int SHARE_OF_LIFE = 2;
  private static final int CHECKSUM_BYTES = 8;

  private ModelFiles() {}

  public static byte[] write(
      List<String> descriptors, double[] typical, TreeEnsemble trees, Meaning meaning) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      if (meaning instanceof Meaning.FailureOdds odds) {
        out.writeByte(FAILURE_ODDS);
        out.writeDouble(odds.horizonHours());
        out.writeDouble(odds.calibration().slope());
        out.writeDouble(odds.calibration().intercept());
      } else {
        Meaning.ShareOfLife share = (Meaning.ShareOfLife) meaning;
        out.writeByte(SHARE_OF_LIFE);
        out.writeDouble(share.capHours());
        share.intervals().write(out);
      }
      out.writeShort(descriptors.size());
      for (int i = 0; i < typical.length; i++) {
        out.writeUTF(descriptors.get(i));
        out.writeDouble(typical[i]);
      }
      trees.write(out);
      out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a model file.
   *
   * @throws CorruptModelException if the bytes are no model file of a version that is known, or
   *     were changed
   */
  public static TreeModel read(String name, int version, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (bytes.length < CHECKSUM_BYTES + 7 || in.readInt() != MAGIC) {
        throw new IOException("they do not begin like one");
      }
      int format = in.readUnsignedShort();
      if (format != VERSION) {
        throw new IOException("the format has version " + format + "; " + VERSION + " is read");
      }
      checkChecksum(bytes);
      Meaning meaning = meaning(in);
      int count = in.readUnsignedShort();
      List<String> descriptors = new ArrayList<>();
      double[] typical = new double[count];
      for (int i = 0; i < count; i++) {
        descriptors.add(in.readUTF());
        typical[i] = in.readDouble();
      }
      TreeEnsemble trees = TreeEnsemble.read(count, in);
      if (in.available() != CHECKSUM_BYTES) {
        throw new IOException("something follows the trees");
      }
      return new TreeModel(
          new ModelReference(name, version, Sha256.hex(bytes)),
          descriptors,
          typical,
          trees,
          meaning);
    } catch (IOException e) {
      throw new CorruptModelException(
          "the "
              + bytes.length
              + " bytes of model '"
              + name
              + "' are no model file: "
              + e.getMessage());
    }
  }

  private static Meaning meaning(DataInputStream in) throws IOException {
    int target = in.readUnsignedByte();
    return switch (target) {
      case FAILURE_ODDS ->
          new Meaning.FailureOdds(
              positive(in.readDouble()),
              new Calibration(finite(in.readDouble()), finite(in.readDouble())));
      case SHARE_OF_LIFE ->
          new Meaning.ShareOfLife(positive(in.readDouble()), LifeIntervals.read(in));
      default -> throw new IOException("its target " + target + " is unknown");
    };
  }

  private static double finite(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new IOException("a number of its calibration is " + value);
    }
    return value;
  }

  private static double positive(double hours) throws IOException {
    if (!(finite(hours) > 0)) {
      throw new IOException("its hours must be above 0, but are " + hours);
    }
    return hours;
  }

  private static void checkChecksum(byte[] bytes) throws IOException {
    int content = bytes.length - CHECKSUM_BYTES;
    long stored =
        new DataInputStream(new ByteArrayInputStream(bytes, content, CHECKSUM_BYTES)).readLong();
    if (stored != checksum(bytes, content)) {
      throw new IOException("the checksum is wrong: a part is missing or was changed");
    }
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
