package io.millwright.gateway.coap;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Admission.Admitted;
import io.millwright.gateway.device.Admission.Refused;
import io.millwright.gateway.device.Admission.Why;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether the device of a DTLS session may come in: asked once, and again while it may not. When
 * the device loses a credential, never again: it has to prove anew what it still has.
 */
final class SessionAdmission {
  private final DeviceAccess access;
  private final Credentials credentials;
  private final Revocations revocations;
  private final long provenAt;
  private CompletableFuture<Admission> admission;

  /**
   * Asks at once.
   *
   * @param provenAt the latest revocation when the key of the handshake was looked up
   */
  SessionAdmission(
      DeviceAccess access, Credentials credentials, Revocations revocations, long provenAt) {
    this.access = access;
    this.credentials = credentials;
    this.revocations = revocations;
    this.provenAt = provenAt;
    this.admission = access.admit(credentials).toCompletableFuture();
  }

  synchronized CompletionStage<Admission> admission() {
    boolean mayHaveChanged =
        admission.isCompletedExceptionally()
            || admission.isDone() && admission.join() instanceof Refused;
    if (mayHaveChanged) {
      admission = access.admit(credentials).toCompletableFuture();
    }
    return admission.thenApply(
        judged ->
            revoked(judged)
                ? new Refused(Why.BAD_CREDENTIALS, "a credential was revoked after the handshake")
                : judged);
  }

  /** Whether the device that was let in has lost a credential since. */
  synchronized boolean revoked() {
    return admission.isDone() && !admission.isCompletedExceptionally() && revoked(admission.join());
  }

  private boolean revoked(Admission judged) {
    return judged instanceof Admitted in && revocations.since(provenAt, in.sender().identity());
  }
}
