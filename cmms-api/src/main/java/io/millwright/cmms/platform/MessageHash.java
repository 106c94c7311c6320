package io.millwright.cmms.platform;

import com.google.protobuf.MessageLite;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells messages without an id of their own apart. */
public final class MessageHash {
  private MessageHash() {}

  /** SHA-256 of the message. */
  public static byte[] of(MessageLite message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
