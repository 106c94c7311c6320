package io.millwright.cmms.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), stored as a PHC string.
 * Takes some 40 ms of CPU: call it on a blocking executor.
 */
@Singleton
final class PasswordHashing {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** Each hash holds 19 MiB: a flood of sign-ins must not hold more than this many. */
  private final Semaphore atOnce = new Semaphore(4, true);

  private final SecureRandom random = new SecureRandom();

  /**
   * What {@link #verify} is held against for a user who does not exist, so that both take as long:
   * the hash of no password that anybody knows.
   */
  private final String ofNobody = phc(random(SALT_BYTES), random(HASH_BYTES));

  String hash(String password) {
    byte[] salt = random(SALT_BYTES);
    return phc(salt, argon2id(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES));
  }

  private byte[] random(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }

  private static String phc(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + MEMORY_KIB
        + ",t="
        + PASSES
        + ",p="
        + LANES
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  /**
   * Whether the password is the hashed one.
   *
   * @throws IllegalArgumentException if the text is not a PHC string of Argon2id
   */
  boolean verify(String phc, String password) {
    Matcher stored = PHC.matcher(phc);
    if (!stored.matches()) {
      throw new IllegalArgumentException("a stored password hash is not an Argon2id PHC string");
    }
    byte[] expected = Base64.getDecoder().decode(stored.group(5));
    byte[] actual =
        argon2id(
            password,
            Base64.getDecoder().decode(stored.group(4)),
            Integer.parseInt(stored.group(1)),
            Integer.parseInt(stored.group(2)),
            Integer.parseInt(stored.group(3)),
            expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  /** Takes as long as {@link #verify} and is always false. */
  boolean verifyNobody(String password) {
    verify(ofNobody, password);
    return false;
  }

  private byte[] argon2id(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    atOnce.acquireUninterruptibly();
    try {
      generator.generateBytes(password.getBytes(UTF_8), hash);
    } finally {
      atOnce.release();
    }
    return hash;
  }
}
