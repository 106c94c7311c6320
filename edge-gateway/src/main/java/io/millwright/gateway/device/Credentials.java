package io.millwright.gateway.device;

import java.security.cert.X509Certificate;

/** What a device shows to be let in. None of them prints its secret. */
public sealed interface Credentials {
  Protocol protocol();

  /**
   * Nothing.
   *
   * @param identity what the device calls itself, or its address
   */
  record Anonymous(Protocol protocol, String identity) implements Credentials {}

  /** A user name and a password, in UTF-8. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Password(Protocol protocol, String clientId, String userName, byte[] password)
      implements Credentials {
    @Override
    public String toString() {
      return "Password[" + protocol + ", " + clientId + ", " + userName + "]";
    }
  }

  /** A client certificate whose chain TLS has verified. */
  record Certificate(Protocol protocol, X509Certificate certificate) implements Credentials {}

  /** A pre-shared key that a DTLS handshake has proven. */
  record PreSharedKey(Protocol protocol, String identity) implements Credentials {}

  record ApiKey(Protocol protocol, String key) implements Credentials {
    @Override
    public String toString() {
      return "ApiKey[" + protocol + "]";
    }
  }
}
