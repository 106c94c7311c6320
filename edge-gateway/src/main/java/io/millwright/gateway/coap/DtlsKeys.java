package io.millwright.gateway.coap;

import io.millwright.gateway.device.DeviceAccess;
import java.net.InetSocketAddress;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/** The pre-shared keys of the device registry, for DTLS handshakes. */
final class DtlsKeys implements AdvancedPskStore {
  /** A tenant, a device and what is between them, with room. */
  private static final int LONGEST_IDENTITY = 256;

  private final DeviceAccess access;
  private final Revocations revocations;

  DtlsKeys(DeviceAccess access, Revocations revocations) {
    this.access = access;
    this.revocations = revocations;
  }

  @Override
  public boolean hasEcdhePskSupported() {
    return true;
  }

  @Override
  public PskSecretResult requestPskSecretResult(
      ConnectionId connection,
      @Nullable ServerNames serverName,
      PskPublicInformation identity,
      String hmacAlgorithm,
      @Nullable SecretKey otherSecret,
      byte[] seed,
      boolean useExtendedMasterSecret) {
    // Before the key is looked up: one that is revoked during the handshake proves nothing.
    Long provenAt = revocations.latest();
    return new PskSecretResult(connection, identity, key(identity), provenAt);
  }

  private @Nullable SecretKey key(PskPublicInformation identity) {
    if (identity.length() > LONGEST_IDENTITY || !identity.isCompliantEncoding()) {
      return null;
    }
    byte[] key = access.preSharedKey(identity.getPublicInfoAsString());
    return key == null ? null : SecretUtil.create(key, "PSK");
  }

  /** The gateway never begins a handshake. */
  @Override
  public @Nullable PskPublicInformation getIdentity(
      InetSocketAddress peer, @Nullable ServerNames virtualHost) {
    return null;
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {
    // Keys are in memory: every answer is at once.
  }
}
