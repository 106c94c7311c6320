package io.millwright.models.training;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.history.RunToFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Says whether two trainings had the same readings. */
final class DataHash {
  private DataHash() {}

  /** Lower-case hexadecimal SHA-256 over tags, failures and every reading in its order. */
  static String of(List<RunToFailure> histories) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (RunToFailure run : histories) {
        digest.update(run.asset().asset().value().getBytes(StandardCharsets.UTF_8));
        ByteBuffer failure = ByteBuffer.allocate(Long.BYTES);
        digest.update(failure.putLong(run.failureMicros().orElse(Long.MIN_VALUE)).array());
        for (Measurements batch : run.batches()) {
          for (String point : batch.points()) {
            digest.update(point.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
          }
          ByteBuffer bytes = ByteBuffer.allocate(batch.size() * (Integer.BYTES + 2 * Long.BYTES));
          for (int i = 0; i < batch.size(); i++) {
            bytes.putInt(batch.pointIndex(i));
            bytes.putLong(batch.timeMicros(i));
            bytes.putDouble(batch.value(i));
          }
          digest.update(bytes.array());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
