package io.millwright.gateway.opcua;

import java.nio.file.Path;

/** Who the gateway says that it is, to a server that asks. */
public sealed interface UserIdentity {
  record Anonymous() implements UserIdentity {}

  record UserName(String name, String password) implements UserIdentity {
    /** Without the password. */
    @Override
    public String toString() {
      return "UserName[" + name + "]";
    }
  }

  /**
   * A user's certificate.
   *
   * @param certificate DER or PEM
   * @param privateKey PKCS 8 in DER or PEM, not encrypted
   */
  record Certificate(Path certificate, Path privateKey) implements UserIdentity {}
}
