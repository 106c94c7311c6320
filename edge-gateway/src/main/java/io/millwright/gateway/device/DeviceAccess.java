package io.millwright.gateway.device;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets devices in. Can be shared by threads. */
public interface DeviceAccess {
  /** Judges credentials; a slow hash runs on another thread, so the stage may complete on one. */
  CompletionStage<Admission> admit(Credentials credentials);

  /**
   * Judges credentials as {@link #admit(Credentials)} does, and slows down who guesses.
   *
   * @param from network address without port that they came from
   */
  default CompletionStage<Admission> admit(Credentials credentials, String from) {
    return admit(credentials);
  }

  /**
   * The key of a DTLS identity; the caller must not keep it. Must not block.
   *
   * @return null = nobody has that identity
   */
  byte @Nullable [] preSharedKey(String identity);

  /**
   * Tells who must be let go: suspended, removed, or with a credential withdrawn. A transport
   * closes every session whose {@link Sender#identity()} is the one told; the device may come back
   * with what it still has. Called on any thread; the listener must not block.
   */
  default void onRevoked(Consumer<String> identity) {}
}
