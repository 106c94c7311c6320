package io.millwright.gateway.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets everybody in, under the name that they give: for a port that only the machine reaches. */
public final class OpenAccess implements DeviceAccess {
  @Override
  public CompletionStage<Admission> admit(Credentials credentials) {
    String identity =
        credentials instanceof Credentials.Anonymous anonymous
            ? anonymous.identity()
            : credentials instanceof Credentials.Password password
                ? password.clientId()
                : credentials instanceof Credentials.PreSharedKey key
                    ? key.identity()
                    : credentials instanceof Credentials.Certificate certificate
                        ? certificate.certificate().getSubjectX500Principal().getName()
                        : "api-key";
    return CompletableFuture.completedFuture(
        new Admission.Admitted(Sender.trusted(credentials.protocol().label() + ":" + identity)));
  }

  @Override
  public byte @Nullable [] preSharedKey(String identity) {
    return null;
  }
}
