package io.millwright.contracts.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what a gateway needs in clear, such as a DTLS key, on its way through Kafka and the
 * database: AES-256-GCM under a key that only the registry and the gateways have. A sealed secret
 * is a nonce of 12 bytes and the cipher text with its tag.
 */
public final class SecretBox {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretBox(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * A box under a key.
   *
   * @param base64Key 32 bytes in Base64, as {@code openssl rand -base64 32} prints them
   * @throws IllegalArgumentException if it is not that
   */
  public static SecretBox withKey(String base64Key) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64Key.strip());
    } catch (IllegalArgumentException e) {
      // Without the cause: its message shows a character of the key.
      throw new IllegalArgumentException("the device key must be 32 bytes in Base64");
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "the device key must be 32 bytes in Base64, but has " + key.length + " bytes");
    }
    return new SecretBox(key);
  }

  /** A new key for {@link #withKey}. */
  public static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /**
   * Seals a secret.
   *
   * @param owner whose it is: sealed for one, it cannot be opened for another
   */
  public byte[] seal(byte[] secret, String owner) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + text.length);
      System.arraycopy(text, 0, sealed, NONCE_BYTES, text.length);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /**
   * Opens a sealed secret.
   *
   * @throws IllegalArgumentException if it was sealed under another key or for another owner, or is
   *     damaged
   */
  public byte[] open(byte[] sealed, String owner) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new IllegalArgumentException("a sealed secret has at least 28 bytes");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), owner)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the secret was sealed under another device key, for another owner, or is damaged", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(UTF_8));
    return cipher;
  }
}
