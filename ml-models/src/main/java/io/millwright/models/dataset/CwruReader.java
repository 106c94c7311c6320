package io.millwright.models.dataset;

import io.millwright.models.spectrum.Block;
import io.millwright.models.spectrum.Decimation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * Reads the files of the Case Western Reserve University Bearing Data Center as it published them
 * (MATLAB 5), plain or compressed by gzip. They are not part of Millwright: no licence is stated.
 *
 * <p>The faulty bearings of the drive end were recorded with 12,000 samples per second, the healthy
 * one with 48,000, although it is often said to be 12,000 (Smith and Randall, 2015); the healthy
 * one is decimated here.
 */
public final class CwruReader {
  private static final double RATE_HZ = 12_000;
  private static final int HEALTHY_RATE_FACTOR = 4;
  private static final int LARGEST_FILE = 64 << 20;
  private static final int MOST_SAMPLES = 4_000_000;
  private static final int FEWEST_SAMPLES = 12_000;

  /** Such that a second has more turns than a diagnosis needs, and a turn more samples. */
  private static final double LOWEST_RPM = 1_300;

  private static final double HIGHEST_RPM = 8_000;

  private static final Pattern NAME =
      Pattern.compile("((Normal)|(IR|B|OR)[0-9]{3}(@[0-9]{1,2})?)_([0-3])");

  private static final Pattern SAMPLES = Pattern.compile("X([0-9]{1,9})_DE_time");
  private static final Pattern SPEED = Pattern.compile("X([0-9]{1,9})RPM");

  /** By load in horsepower, for records without a speed of their own. */
  private static final double[] NOMINAL_RPM = {1_797, 1_772, 1_750, 1_730};

  private CwruReader() {}

  /** Whether the name of a file says that it is a record, and of what damage. */
  public static boolean isRecord(String file) {
    return file.matches(".*\\.mat(\\.gz)?") && NAME.matcher(name(file)).matches();
  }

  private static String name(String file) {
    return file.replaceFirst("\\.mat(\\.gz)?$", "");
  }

  /**
   * Reads one record. Closes the stream.
   *
   * @param file its name, which says what was damaged: "IR007_0.mat", "OR014@6_0.mat.gz"
   * @throws DataSetException if the name or the content is not what it should be
   */
  public static CwruRecord read(String file, InputStream bytes) {
    String name = name(file);
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new DataSetException(
          file,
          "its name does not say what was damaged; Normal_0, IR007_0, B014_2 or OR021@6_3 is right,"
              + " with .mat or .mat.gz behind");
    }
    int load = Integer.parseInt(parts.group(5));
    boolean healthy = parts.group(2) != null;
    // The file of a record may hold a copy of the one before too, as that of the healthy bearing
    // at 2 hp does.
    NavigableMap<Integer, double[]> samples = new TreeMap<>();
    Map<Integer, Double> speeds = new HashMap<>();
    try (Mat5File matrices = matrices(bytes)) {
      for (MatFile.Entry entry : matrices.getEntries()) {
        Matrix matrix = (Matrix) entry.getValue();
        Matcher speed = SPEED.matcher(entry.getName());
        Matcher record = SAMPLES.matcher(entry.getName());
        if (speed.matches()) {
          speeds.put(Integer.valueOf(speed.group(1)), matrix.getDouble(0));
        } else if (record.matches()) {
          samples.put(Integer.valueOf(record.group(1)), numbers(matrix));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new DataSetException(file, "is no MATLAB 5 file that can be read: " + reason(e));
    }
    if (samples.isEmpty()) {
      throw new DataSetException(
          file, "has no variable as X105_DE_time; that of a record is right");
    }
    var newest = samples.lastEntry();
    double rpm = speeds.getOrDefault(newest.getKey(), NOMINAL_RPM[load]);
    return record(
        file, new Parts(name, fault(healthy, parts.group(3)), load), newest.getValue(), rpm);
  }

  private record Parts(String name, CwruRecord.Fault fault, int load) {}

  private static CwruRecord record(String file, Parts parts, double[] samples, double rpm) {
    boolean healthy = parts.fault() == CwruRecord.Fault.NONE;
    if (samples.length < FEWEST_SAMPLES * (healthy ? HEALTHY_RATE_FACTOR : 1)) {
      throw new DataSetException(
          file, "has " + samples.length + " samples of the drive end; those of 1 s are the least");
    }
    if (!(rpm >= LOWEST_RPM && rpm <= HIGHEST_RPM)) {
      throw new DataSetException(
          file, "has a speed of " + rpm + " turns per minute; about 1,730 to 1,797 are right");
    }
    try {
      Block block =
          healthy
              ? Decimation.by(
                  new Block(samples, HEALTHY_RATE_FACTOR * RATE_HZ), HEALTHY_RATE_FACTOR)
              : new Block(samples, RATE_HZ);
      return new CwruRecord(parts.name(), parts.fault(), parts.load(), block, rpm);
    } catch (IllegalArgumentException e) {
      throw new DataSetException(file, "has samples of the drive end of which " + e.getMessage());
    }
  }

  private static CwruRecord.Fault fault(boolean healthy, String code) {
    if (healthy) {
      return CwruRecord.Fault.NONE;
    }
    return switch (code.toUpperCase(Locale.ROOT)) {
      case "IR" -> CwruRecord.Fault.INNER_RACE;
      case "OR" -> CwruRecord.Fault.OUTER_RACE;
      default -> CwruRecord.Fault.BALL;
    };
  }

  /** Only the variables that are wanted; others are passed over without being kept. */
  private static Mat5File matrices(InputStream bytes) throws IOException {
    return Mat5.newReader(Sources.wrap(content(bytes)))
        .setBufferAllocator(new Bounded())
        .setMaxInflateBufferSize(1 << 20)
        .disableSubsystemProcessing()
        .setEntryFilter(
            header ->
                SPEED.matcher(header.getName()).matches() && header.getNumElements() == 1
                    || SAMPLES.matcher(header.getName()).matches()
                        && header.getNumElements() <= MOST_SAMPLES)
        .readMat();
  }

  private static byte[] content(InputStream bytes) throws IOException {
    try (BufferedInputStream buffered = new BufferedInputStream(bytes)) {
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      InputStream plain = gzip ? new GZIPInputStream(buffered) : buffered;
      byte[] content = plain.readNBytes(LARGEST_FILE + 1);
      if (content.length > LARGEST_FILE) {
        throw new IOException("it is larger than " + (LARGEST_FILE >> 20) + " MiB");
      }
      return content;
    }
  }

  private static double[] numbers(Matrix matrix) {
    double[] numbers = new double[matrix.getNumElements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = matrix.getDouble(i);
    }
    return numbers;
  }

  /** The innermost: the library wraps what went wrong several times. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** What a file says of its own size is not believed beyond reason. */
  private static final class Bounded implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int size) {
      if (size > LARGEST_FILE) {
        throw new UncheckedIOException(
            new IOException("a variable of " + size + " bytes is larger than any record"));
      }
      return ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {}
  }
}
