package io.millwright.cmms.device;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Devices as the API shows them. No secret and no hash of one is ever among it. */
final class DeviceView {
  private DeviceView() {}

  /** A page of devices, by tag. */
  @Serdeable
  record Page(List<Item> items, @Nullable String next) {}

  /**
   * A device in a list.
   *
   * @param userName what it calls itself when it connects: tenant/tag
   * @param credentials the kinds it has, each once
   * @param grants what it may write
   * @param lastReadingAt event time of the newest reading of what it may write by name; null =
   *     none, or it may write everything
   */
  @Serdeable
  record Item(
      String tag,
      String name,
      String userName,
      DeviceState state,
      boolean autoProvision,
      List<CredentialKind> credentials,
      List<DeviceGrant> grants,
      @Nullable Instant lastReadingAt,
      long version) {}

  /**
   * What tells a credential from others.
   *
   * @param certificateSha256 fingerprint of the certificate, for that kind
   * @param identity of the DTLS handshake, for pre-shared keys
   */
  @Serdeable
  record Credential(
      UUID id,
      CredentialKind kind,
      String label,
      @Nullable String certificateSha256,
      @Nullable String identity,
      Instant createdAt,
      String createdBy) {}

  /** A device with its credentials and limits. */
  @Serdeable
  record Detail(
      @JsonUnwrapped Item item,
      List<Credential> credentialList,
      DeviceLimits limits,
      Instant createdAt,
      String createdBy,
      Instant changedAt,
      String changedBy) {}

  /**
   * A credential that was just added: the only time its secret is shown.
   *
   * @param userName of the device, for a password
   * @param secret the password, the whole API key, or the pre-shared key in hexadecimal; null = the
   *     caller has it, or it has none
   */
  @Serdeable
  record Added(Credential credential, String userName, @Nullable String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Added[" + credential + "]";
    }
  }
}
