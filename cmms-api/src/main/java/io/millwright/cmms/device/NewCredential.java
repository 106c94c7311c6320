package io.millwright.cmms.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential about to be stored.
 *
 * @param secret for the caller, once; never stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewCredential(
    UUID id,
    CredentialKind kind,
    String label,
    @Nullable String secretHash,
    @Nullable String certificateSha256,
    @Nullable String identity,
    byte @Nullable [] sealedKey,
    @Nullable String secret) {

  /** Without anything secret. */
  @Override
  public String toString() {
    return "NewCredential[" + id + ", " + kind + "]";
  }
}
