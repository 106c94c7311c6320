package io.millwright.cmms.device;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A credential to add to a device.
 *
 * @param label tells it from others, such as "2026 spare"
 * @param password PASSWORD: chosen by the caller; absent = generated
 * @param certificatePem CERTIFICATE: the certificate; or {@code certificateSha256}
 * @param certificateSha256 CERTIFICATE: SHA-256 of its DER form, in hexadecimal
 * @param identity PRE_SHARED_KEY: of the DTLS handshake; absent = tenant/device
 * @param keyHex PRE_SHARED_KEY: the key; or {@code keyBase64}; neither = generated
 */
@Serdeable
record AddCredential(
    @NotNull CredentialKind kind,
    @Nullable @Size(max = 100) String label,
    @Nullable String password,
    @Nullable @Size(max = 20_000) String certificatePem,
    @Nullable @Size(max = 200) String certificateSha256,
    @Nullable String identity,
    @Nullable String keyHex,
    @Nullable String keyBase64) {

  /** Without anything secret. */
  @Override
  public String toString() {
    return "AddCredential[" + kind + ", " + label + "]";
  }
}
