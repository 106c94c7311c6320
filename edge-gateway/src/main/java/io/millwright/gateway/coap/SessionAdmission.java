package io.millwright.gateway.coap;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether the device of a DTLS session may come in: asked once, and again while it may not. */
final class SessionAdmission {
  private final DeviceAccess access;
  private final Credentials credentials;
  private CompletableFuture<Admission> admission;

  SessionAdmission(DeviceAccess access, Credentials credentials) {
    this.access = access;
    this.credentials = credentials;
    this.admission = access.admit(credentials).toCompletableFuture();
  }

  synchronized CompletionStage<Admission> admission() {
    boolean mayHaveChanged =
        admission.isCompletedExceptionally()
            || admission.isDone() && admission.join() instanceof Admission.Refused;
    if (mayHaveChanged) {
      admission = access.admit(credentials).toCompletableFuture();
    }
    return admission;
  }
}
