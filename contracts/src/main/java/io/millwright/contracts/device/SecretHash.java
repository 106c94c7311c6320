package io.millwright.contracts.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The hash of a device's secret, as text.
 *
 * <pre>
 *  sha256:SALT:HASH                    a secret that the registry made, with 256 random bits
 *  pbkdf2-sha256:ITERATIONS:SALT:HASH  a secret that a person chose
 * </pre>
 *
 * <p>A random secret needs no slow hash, because nobody can try 2^256 of them; and a gateway must
 * let thousands of devices in within seconds after a power cut.
 */
public final class SecretHash {
  /** Of PBKDF2-HMAC-SHA256, as OWASP's Password Storage Cheat Sheet (2023) asks for. */
  static final int ITERATIONS = 600_000;

  private static final int MAX_ITERATIONS = 5_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final String FAST = "sha256";
  private static final String SLOW = "pbkdf2-sha256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** 0 = the fast hash. */
  private final int iterations;

  private final byte[] salt;
  private final byte[] hash;

  private SecretHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a secret of at least 256 random bits. */
  public static SecretHash ofRandom(byte[] secret, SecureRandom random) {
    return of(0, secret, random);
  }

  /** Hashes a secret that a person chose; takes some tenths of a second. */
  public static SecretHash ofChosen(byte[] secret, SecureRandom random) {
    return of(ITERATIONS, secret, random);
  }

  private static SecretHash of(int iterations, byte[] secret, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new SecretHash(iterations, salt, hash(iterations, salt, secret));
  }

  /**
   * Reads a hash back.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static SecretHash parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 3 && parts[0].equals(FAST)) {
        return parsed(0, parts[1], parts[2]);
      }
      if (parts.length == 4 && parts[0].equals(SLOW)) {
        int iterations = Integer.parseInt(parts[1]);
        if (iterations >= 1 && iterations <= MAX_ITERATIONS) {
          return parsed(iterations, parts[2], parts[3]);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a hash of a secret", e);
    }
    throw new IllegalArgumentException("not a hash of a secret");
  }

  private static SecretHash parsed(int iterations, String salt, String hash) {
    byte[] hashBytes = Base64.getUrlDecoder().decode(hash);
    if (hashBytes.length != HASH_BYTES) {
      throw new IllegalArgumentException("a hash has " + HASH_BYTES + " bytes");
    }
    return new SecretHash(iterations, Base64.getUrlDecoder().decode(salt), hashBytes);
  }

  /** Whether {@link #matches} takes long: then it must not run on an event loop. */
  public boolean slow() {
    return iterations > 0;
  }

  /** Compares in constant time. */
  public boolean matches(byte[] secret) {
    return MessageDigest.isEqual(hash, hash(iterations, salt, secret));
  }

  private static byte[] hash(int iterations, byte[] salt, byte[] secret) {
    try {
      if (iterations == 0) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(salt);
        return digest.digest(secret);
      }
      char[] characters = new String(secret, UTF_8).toCharArray();
      PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, HASH_BYTES * 8);
      Arrays.fill(characters, '\0');
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(spec)
            .getEncoded();
      } finally {
        spec.clearPassword();
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256 and PBKDF2", e);
    }
  }

  /** The text that {@link #parse} reads. */
  public String encoded() {
    String hashed = ENCODER.encodeToString(salt) + ":" + ENCODER.encodeToString(hash);
    return iterations == 0 ? FAST + ":" + hashed : SLOW + ":" + iterations + ":" + hashed;
  }

  /** Without the hash: it may come into a log. */
  @Override
  public String toString() {
    return "SecretHash[" + (iterations == 0 ? FAST : SLOW) + "]";
  }
}
