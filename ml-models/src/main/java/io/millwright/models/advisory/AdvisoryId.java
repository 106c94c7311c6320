package io.millwright.models.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of an episode: the same history has the same one, at whatever speed it is replayed.
 */
final class AdvisoryId {
  private AdvisoryId() {}

  /**
   * Lower-case hexadecimal SHA-256 over length-prefixed parts, so that no two different episodes
   * share their bytes.
   */
  static String of(AssetKey asset, String failureMode, String rule, long episodeStartMicros) {
    StringBuilder text = new StringBuilder();
    for (String part :
        new String[] {
          asset.tenant().value(),
          asset.asset().value(),
          failureMode,
          rule,
          Long.toString(episodeStartMicros)
        }) {
      text.append(part.length()).append(':').append(part);
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
