package io.millwright.gateway.intake;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.OpenAccess;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets in whom the test says, at once or when it says; everybody if it says nothing. */
public final class ScriptedAccess implements DeviceAccess {
  private final List<Credentials> shown = new CopyOnWriteArrayList<>();
  private volatile Function<Credentials, CompletionStage<Admission>> decision =
      new OpenAccess()::admit;

  public void decide(Function<Credentials, Admission> admission) {
    decision = credentials -> CompletableFuture.completedFuture(admission.apply(credentials));
  }

  /** The decision comes when the test completes it. */
  public CompletableFuture<Admission> decideLater() {
    CompletableFuture<Admission> later = new CompletableFuture<>();
    decision = credentials -> later;
    return later;
  }

  public List<Credentials> shown() {
    return shown;
  }

  @Override
  public CompletionStage<Admission> admit(Credentials credentials) {
    shown.add(credentials);
    return decision.apply(credentials);
  }

  @Override
  public byte @Nullable [] preSharedKey(String identity) {
    return null;
  }
}
