package io.millwright.gateway.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.device.SecretBox;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.gateway.device.Admission.Admitted;
import io.millwright.gateway.device.Admission.Refused;
import io.millwright.gateway.device.Admission.Why;
import io.millwright.gateway.registry.Allowance;
import io.millwright.gateway.registry.DeviceLookup;
import io.millwright.gateway.registry.RegisteredDevice;
import io.millwright.gateway.registry.Registry;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in the devices of the registry. The source of what a device sends is {@code
 * protocol:tenant/device}, whichever credential it showed: the same device under another client id
 * or address is the same device.
 *
 * <p>Whoever is refused hears the same, after the same time, whether the device does not exist or
 * the secret is wrong; and after some failures from one address it has to wait. A device is made to
 * wait only if a person chose its secret: a random one cannot be guessed, and nobody must be able
 * to lock a device out by failing in its name.
 */
public final class RegisteredAccess implements DeviceAccess, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegisteredAccess.class);

  /** Longer than a slow hash takes, so that the time does not tell whether there was one. */
  private static final long REFUSAL_DELAY_MILLIS = 1_000;

  private static final int MOST_DELAYED = 5_000;
  private static final int MOST_REMEMBERED = 20_000;
  private static final String UNKNOWN_OR_WRONG = "unknown device or wrong secret";

  private final Registry registry;
  private final UnknownDevices unknown;
  private final Allowance defaults;
  private final boolean autoProvision;
  private final @Nullable SecretBox box;
  private final SecretCheck slowCheck = new SecretCheck();
  private final FailedAttempts byAddress = new FailedAttempts(50, 1, MOST_REMEMBERED);
  private final FailedAttempts byDevice = new FailedAttempts(10, 0.1, MOST_REMEMBERED);
  private final Pace warnings = new Pace(System.nanoTime());
  private final AtomicInteger delayed = new AtomicInteger();
  private final Map<String, RateGate> gates = new ConcurrentHashMap<>();
  private final List<Consumer<String>> revocations = new CopyOnWriteArrayList<>();

  public RegisteredAccess(Registry registry, AccessConfig config, UnknownDevices unknown) {
    this.registry = registry;
    this.unknown = unknown;
    this.defaults = config.allowance();
    this.autoProvision = Boolean.TRUE.equals(config.autoProvision());
    this.box = config.key() == null ? null : SecretBox.withKey(config.key());
    registry.onDeviceChange(this::changed);
  }

  @Override
  public CompletionStage<Admission> admit(Credentials credentials) {
    return admit(credentials, "");
  }

  @Override
  public CompletionStage<Admission> admit(Credentials credentials, String from) {
    if (!registry.loaded()) {
      return now(new Refused(Why.UNDECIDED, "the device registry has not been read yet"));
    }
    if (!from.isEmpty() && byAddress.mustWait(from, System.nanoTime())) {
      return now(new Refused(Why.TRY_LATER, "too many failed attempts from " + from));
    }
    if (credentials instanceof Credentials.Password password) {
      return bySecret(
          new Attempt(password.protocol(), password.userName(), from),
          credential -> credential.hasPasswordHash() ? credential.getPasswordHash() : null,
          password.password());
    }
    if (credentials instanceof Credentials.ApiKey key) {
      return byApiKey(key, from);
    }
    if (credentials instanceof Credentials.Certificate certificate) {
      return proven(
          new Attempt(certificate.protocol(), "", from),
          registry.directory().byCertificate(fingerprint(certificate.certificate())));
    }
    if (credentials instanceof Credentials.PreSharedKey key) {
      return proven(
          new Attempt(key.protocol(), key.identity(), from),
          registry.directory().byKeyIdentity(key.identity()));
    }
    return now(
        new Refused(
            Why.BAD_CREDENTIALS,
            "nobody comes in without credentials: register the device, or set devices.access=open"));
  }

  private CompletionStage<Admission> byApiKey(Credentials.ApiKey key, String from) {
    int tenantEnd = key.key().indexOf('/');
    int deviceEnd = key.key().indexOf('/', tenantEnd + 1);
    if (tenantEnd < 0 || deviceEnd < 0) {
      return failed(new Attempt(key.protocol(), "", from), "not an API key");
    }
    return bySecret(
        new Attempt(key.protocol(), key.key().substring(0, deviceEnd), from),
        credential -> credential.hasApiKeyHash() ? credential.getApiKeyHash() : null,
        key.key().substring(deviceEnd + 1).getBytes(UTF_8));
  }

  private CompletionStage<Admission> bySecret(
      Attempt attempt, Function<DeviceCredential, @Nullable String> hashOf, byte[] secret) {
    RegisteredDevice device = registry.directory().device(attempt.claimed);
    if (device == null) {
      return failed(attempt, UNKNOWN_OR_WRONG);
    }
    Map<SecretHash, DeviceCredential> slow = new LinkedHashMap<>();
    List<SecretHash> fast = new ArrayList<>(2);
    for (DeviceCredential credential : device.credentials()) {
      SecretHash hash = hash(device, hashOf.apply(credential));
      if (hash != null && hash.slow()) {
        slow.put(hash, credential);
      } else if (hash != null) {
        fast.add(hash);
      }
    }
    if (SecretCheck.compare(fast, secret)) {
      return now(admission(attempt.protocol, device));
    }
    if (slow.isEmpty()) {
      return failed(attempt, UNKNOWN_OR_WRONG);
    }
    if (byDevice.mustWait(device.identity(), System.nanoTime())) {
      return now(new Refused(Why.TRY_LATER, "too many failed attempts as " + device.identity()));
    }
    CompletionStage<List<SecretHash>> match =
        slowCheck.matching(List.copyOf(slow.keySet()), secret);
    if (match == null) {
      return now(new Refused(Why.UNDECIDED, "too many devices are being let in"));
    }
    return match.thenCompose(
        matching -> {
          if (!matching.isEmpty()) {
            return stillGood(attempt, matching.stream().map(slow::get).toList());
          }
          byDevice.failed(device.identity(), System.nanoTime());
          return failed(attempt, UNKNOWN_OR_WRONG);
        });
  }

  /** The slow hash took its time: what it has matched may have been withdrawn meanwhile. */
  private CompletionStage<Admission> stillGood(Attempt attempt, List<DeviceCredential> matching) {
    RegisteredDevice device = registry.directory().device(attempt.claimed);
    return device == null || Collections.disjoint(device.credentials(), matching)
        ? failed(attempt, "the credential was withdrawn while it was checked")
        : now(admission(attempt.protocol, device));
  }

  private @Nullable SecretHash hash(RegisteredDevice device, @Nullable String encoded) {
    if (encoded == null) {
      return null;
    }
    try {
      return SecretHash.parse(encoded);
    } catch (IllegalArgumentException e) {
      warn(device, "a hash of it in the registry is not usable");
      return null;
    }
  }

  /** The handshake has proven the credential; what is left is whose it is. */
  private CompletionStage<Admission> proven(Attempt attempt, @Nullable RegisteredDevice device) {
    return device == null
        ? failed(attempt, "nobody has this certificate or key identity")
        : now(admission(attempt.protocol, device));
  }

  private Admission admission(Protocol protocol, RegisteredDevice device) {
    String identity = device.identity();
    if (!device.active()) {
      return new Refused(Why.NOT_AUTHORIZED, identity + " is suspended");
    }
    return new Admitted(
        new Sender(
            protocol.label() + ":" + identity,
            new RegisteredPermissions(new DeviceLookup(registry, identity), autoProvision),
            gates.computeIfAbsent(identity, this::gate)));
  }

  private RateGate gate(String identity) {
    DeviceLookup lookup = new DeviceLookup(registry, identity);
    return new RateGate(() -> allowance(lookup.device()), defaults, System.nanoTime());
  }

  private static Allowance allowance(@Nullable RegisteredDevice device) {
    return device == null ? Allowance.NOT_SAID : device.allowance();
  }

  private CompletionStage<Admission> failed(Attempt attempt, String reason) {
    if (!attempt.from.isEmpty()) {
      byAddress.failed(attempt.from, System.nanoTime());
    }
    if (!attempt.claimed.isEmpty() && registry.directory().device(attempt.claimed) == null) {
      unknown.tried(attempt.protocol.label() + ":" + attempt.claimed);
    }
    long left = REFUSAL_DELAY_MILLIS - (System.nanoTime() - attempt.sinceNanos) / 1_000_000;
    if (left <= 0 || delayed.get() >= MOST_DELAYED) {
      return now(new Refused(Why.BAD_CREDENTIALS, reason));
    }
    delayed.incrementAndGet();
    CompletableFuture<Admission> later =
        new CompletableFuture<Admission>()
            .completeOnTimeout(
                new Refused(Why.BAD_CREDENTIALS, reason), left, TimeUnit.MILLISECONDS);
    return later.whenComplete((refused, none) -> delayed.decrementAndGet());
  }

  private static CompletionStage<Admission> now(Admission admission) {
    return CompletableFuture.completedFuture(admission);
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a verified certificate can be hashed", e);
    }
  }

  @Override
  public byte @Nullable [] preSharedKey(String identity) {
    RegisteredDevice device = registry.directory().byKeyIdentity(identity);
    if (device == null || !device.active()) {
      return null;
    }
    if (box == null) {
      warn(device, "it wants to use a pre-shared key, but devices.key is not set");
      return null;
    }
    for (DeviceCredential credential : device.credentials()) {
      if (credential.hasPreSharedKey()
          && credential.getPreSharedKey().getIdentity().equals(identity)) {
        try {
          return box.open(
              credential.getPreSharedKey().getSealedKey().toByteArray(), device.identity());
        } catch (IllegalArgumentException e) {
          warn(device, "its pre-shared key cannot be opened: " + e.getMessage());
        }
      }
    }
    return null;
  }

  /** Seldom enough for a device that tries without end. */
  private void warn(RegisteredDevice device, String reason) {
    if (warnings.takeOne(System.nanoTime(), 0.2, 10)) {
      LOGGER
          .atWarn()
          .addKeyValue("device", device.identity())
          .addKeyValue("reason", reason)
          .log("a credential of a registered device cannot be used");
    }
  }

  @Override
  public void onRevoked(Consumer<String> identity) {
    revocations.add(identity);
  }

  private void changed(String identity, RegisteredDevice before, @Nullable RegisteredDevice after) {
    if (after == null) {
      gates.remove(identity);
    }
    boolean withdrawn =
        after == null || !after.active() || !after.credentials().containsAll(before.credentials());
    if (withdrawn) {
      revocations.forEach(listener -> listener.accept(identity));
    }
  }

  @Override
  public void close() {
    slowCheck.close();
  }

  /**
   * Somebody at the door.
   *
   * @param claimed who they say they are; "" = they do not
   */
  private record Attempt(Protocol protocol, String claimed, String from, long sinceNanos) {
    private Attempt(Protocol protocol, String claimed, String from) {
      this(protocol, claimed, from, System.nanoTime());
    }
  }
}
