package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets in who has a key; answers on another thread, as a registry that hashes may. */
final class KnownDevices implements DeviceAccess {
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final Map<String, Permissions> permissions = new ConcurrentHashMap<>();
  private final AtomicInteger admissions = new AtomicInteger();
  private final List<Consumer<String>> revocations = new CopyOnWriteArrayList<>();

  KnownDevices with(String identity, String key, Permissions allowed) {
    keys.put(identity, key);
    permissions.put(identity, allowed);
    return this;
  }

  /** Takes the key of a device away and gives it another. */
  void replaceKey(String identity, String key) {
    keys.put(identity, key);
    revocations.forEach(listener -> listener.accept(identity));
  }

  @Override
  public void onRevoked(Consumer<String> listener) {
    revocations.add(listener);
  }

  /** How often somebody was let in. */
  int admissions() {
    return admissions.get();
  }

  @Override
  public CompletionStage<Admission> admit(Credentials credentials) {
    return CompletableFuture.supplyAsync(
        () -> {
          Permissions allowed =
              credentials instanceof Credentials.PreSharedKey key
                  ? permissions.get(key.identity())
                  : null;
          if (allowed == null) {
            return new Admission.Refused(Admission.Why.BAD_CREDENTIALS, "not in the registry");
          }
          admissions.incrementAndGet();
          return new Admission.Admitted(
              new Sender("coap:" + ((Credentials.PreSharedKey) credentials).identity(), allowed));
        });
  }

  @Override
  public byte @Nullable [] preSharedKey(String identity) {
    String key = keys.get(identity);
    return key == null ? null : key.getBytes(UTF_8);
  }
}
