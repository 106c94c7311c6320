package io.millwright.gateway.device;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets devices in. Can be shared by threads. */
public interface DeviceAccess {
  /** Judges credentials; a slow hash runs on another thread, so the stage may complete on one. */
  CompletionStage<Admission> admit(Credentials credentials);

  /**
   * The key of a DTLS identity; the caller must not keep it. Must not block.
   *
   * @return null = nobody has that identity
   */
  byte @Nullable [] preSharedKey(String identity);
}
