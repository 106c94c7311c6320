package io.millwright.gateway.device;

import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.grant;
import static io.millwright.gateway.registry.Registrations.passwordHash;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.device.SecretBox;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceLimits;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.gateway.device.Admission.Admitted;
import io.millwright.gateway.device.Admission.Refused;
import io.millwright.gateway.device.Admission.Why;
import io.millwright.gateway.registry.Directory;
import io.millwright.gateway.registry.Registry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegisteredAccessTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String KEY = SecretBox.newKey();
  private static final String PRESS = "demo/press-7";
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final DeviceCredential RANDOM_SECRET =
      passwordHash(SecretHash.ofRandom("right".getBytes(UTF_8), RANDOM).encoded());

  /** One iteration in place of many: what is tested here is the way, not the hash. */
  private static final DeviceCredential CHOSEN_SECRET =
      passwordHash(
          "pbkdf2-sha256:1:AAAAAAAAAAAAAAAAAAAAAA:tU9Hn0aZ6A4Hbp7SmJXxPPWlxnRsPZJx8mKMvRJ4V7E");

  /** Of "chosen", and with enough iterations that the answer cannot be there at once. */
  private static final DeviceCredential SLOWLY_COMPARED =
      passwordHash(
          "pbkdf2-sha256:100000:AAAAAAAAAAAAAAAAAAAAAA:XNv8oQlKhMCZSg6PSbt4xDXBx3oJlcfTzRvzvowqiXE");

  private final Registry registry = new Registry();
  private final List<String> unknown = new CopyOnWriteArrayList<>();
  private final RegisteredAccess access =
      new RegisteredAccess(
          registry,
          new AccessConfig(
              AccessConfig.Mode.REGISTERED, KEY, AccessConfig.DEFAULT_ALLOWANCE, null, null),
          unknown::add);

  @AfterEach
  void close() {
    access.close();
  }

  @Test
  void cannotTellUntilTheRegistryIsLoaded() throws Exception {
    assertThat(refusal(password(PRESS, "right")).why()).isEqualTo(Why.UNDECIDED);
  }

  @Test
  void aPasswordLetsADeviceInUnderItsRegisteredName() throws Exception {
    put(device(PRESS).addCredentials(RANDOM_SECRET).addGrants(grant("pump-1", "temp")));

    Sender sender = admitted(password(PRESS, "right"));

    assertThat(sender.source()).isEqualTo("mqtt:demo/press-7");
    assertThat(sender.identity()).isEqualTo(PRESS);
    assertThat(sender.permissions().allow(PUMP, "temp")).isTrue();
    assertThat(sender.permissions().allow(PUMP, "flow")).isFalse();
  }

  @Test
  void anUnknownDeviceAndAWrongPasswordHearTheSameAfterTheSameTime() throws Exception {
    put(device(PRESS).addCredentials(RANDOM_SECRET));
    put(device("demo/slow").addCredentials(CHOSEN_SECRET));
    List<Refused> answers = new ArrayList<>();
    List<CompletionStage<Long>> millis = new ArrayList<>();
    List<CompletionStage<Admission>> asked = new ArrayList<>();

    for (String name : List.of(PRESS, "demo/slow", "demo/nobody")) {
      long start = System.nanoTime();
      CompletionStage<Admission> answer = access.admit(password(name, "wrong"));
      asked.add(answer);
      millis.add(answer.thenApply(refused -> (System.nanoTime() - start) / 1_000_000));
    }
    for (CompletionStage<Admission> answer : asked) {
      answers.add(refusal(answer));
    }

    assertThat(answers).containsOnly(answers.get(0));
    assertThat(answers.get(0).why()).isEqualTo(Why.BAD_CREDENTIALS);
    assertThat(millis)
        .allSatisfy(
            time -> assertThat(time.toCompletableFuture().get()).isGreaterThanOrEqualTo(990));
    assertThat(unknown).containsExactly("mqtt:demo/nobody");
  }

  @Test
  void aSecretThatAPersonChoseIsComparedOnAThreadOfItsOwn() throws Exception {
    put(device(PRESS).addCredentials(SLOWLY_COMPARED));

    CompletionStage<Admission> answer = access.admit(password(PRESS, "chosen"));

    assertThat(answer.toCompletableFuture()).isNotDone();
    assertThat(answer.thenApply(admission -> Thread.currentThread().getName()))
        .succeedsWithin(20, TimeUnit.SECONDS)
        .isEqualTo("device-secrets");
    assertThat(answer.toCompletableFuture().get()).isInstanceOf(Admitted.class);
  }

  @Test
  void aSecretThatIsWithdrawnWhileItIsComparedLetsNobodyIn() throws Exception {
    put(
        device(PRESS)
            .addAllCredentials(Collections.nCopies(4, SLOWLY_COMPARED))
            .addCredentials(RANDOM_SECRET));
    CompletionStage<Admission> answer = access.admit(password(PRESS, "chosen"));
    assertThat(answer.toCompletableFuture()).isNotDone();

    put(device(PRESS).addCredentials(RANDOM_SECRET));

    assertThat(refusal(answer).why()).isEqualTo(Why.BAD_CREDENTIALS);
  }

  @Test
  void aDeviceWithSeveralPasswordsComesInWithEach() throws Exception {
    put(
        device(PRESS)
            .addCredentials(passwordHash("not a hash"))
            .addCredentials(RANDOM_SECRET)
            .addCredentials(
                passwordHash(SecretHash.ofRandom("spare".getBytes(UTF_8), RANDOM).encoded())));

    assertThat(admitted(password(PRESS, "right")).identity()).isEqualTo(PRESS);
    assertThat(admitted(password(PRESS, "spare")).identity()).isEqualTo(PRESS);
  }

  @Test
  void aSuspendedDeviceIsToldSoOnlyWhenItsSecretIsRight() throws Exception {
    put(device(PRESS).setState(DeviceRegistration.State.SUSPENDED).addCredentials(RANDOM_SECRET));

    assertThat(refusal(password(PRESS, "right")).why()).isEqualTo(Why.NOT_AUTHORIZED);
    assertThat(refusal(password(PRESS, "wrong")).why()).isEqualTo(Why.BAD_CREDENTIALS);
  }

  @Test
  void whoFailsTooOftenFromOneAddressMustWaitAndOthersNeedNot() throws Exception {
    put(device(PRESS).addCredentials(RANDOM_SECRET));
    List<CompletionStage<Admission>> guesses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      guesses.add(access.admit(password(PRESS, "guess" + i), "10.0.0.1"));
    }

    assertThat(refusal(access.admit(password(PRESS, "right"), "10.0.0.1")).why())
        .isEqualTo(Why.TRY_LATER);
    assertThat(access.admit(password(PRESS, "right"), "10.0.0.2"))
        .succeedsWithin(5, TimeUnit.SECONDS)
        .isInstanceOf(Admitted.class);
    for (CompletionStage<Admission> guess : guesses) {
      assertThat(refusal(guess).why()).isIn(Why.BAD_CREDENTIALS, Why.TRY_LATER);
    }
  }

  @Test
  void onlyASecretThatAPersonChoseCanBeGuessedSoOnlyItsDeviceMustWait() throws Exception {
    put(device(PRESS).addCredentials(RANDOM_SECRET));
    put(device("demo/slow").addCredentials(CHOSEN_SECRET));
    for (String name : List.of(PRESS, "demo/slow")) {
      List<CompletionStage<Admission>> guesses = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        guesses.add(access.admit(password(name, "guess" + i), "10.0.0." + i));
      }
      for (CompletionStage<Admission> guess : guesses) {
        refusal(guess);
      }
    }

    assertThat(refusal(password("demo/slow", "guess")).why()).isEqualTo(Why.TRY_LATER);
    assertThat(admitted(password(PRESS, "right")).identity()).isEqualTo(PRESS);
  }

  @Test
  void anApiKeyNamesItsDevice() throws Exception {
    put(
        device(PRESS)
            .addCredentials(
                DeviceCredential.newBuilder()
                    .setApiKeyHash(
                        SecretHash.ofRandom("k/e/y".getBytes(UTF_8), RANDOM).encoded())));

    assertThat(admitted(new Credentials.ApiKey(Protocol.HTTP, PRESS + "/k/e/y")).source())
        .isEqualTo("http:demo/press-7");
    // All at once, since each has to wait.
    Map<String, CompletionStage<Admission>> answers = new HashMap<>();
    for (String wrong : List.of("", "x", PRESS, PRESS + "/", PRESS + "/key", "demo/no/k/e/y")) {
      answers.put(wrong, access.admit(new Credentials.ApiKey(Protocol.HTTP, wrong)));
    }
    answers.put("an API key as password", access.admit(password(PRESS, "k/e/y")));
    for (Map.Entry<String, CompletionStage<Admission>> answer : answers.entrySet()) {
      assertThat(refusal(answer.getValue()).why())
          .as(answer.getKey())
          .isEqualTo(Why.BAD_CREDENTIALS);
    }
  }

  @Test
  void aPreSharedKeyIsOpenedForItsOwnDeviceOnly() throws Exception {
    byte[] key = {1, 2, 3, 4};
    put(device(PRESS).addCredentials(sealed("press-key", SecretBox.withKey(KEY).seal(key, PRESS))));
    put(
        device("demo/thief")
            .addCredentials(sealed("thief-key", SecretBox.withKey(KEY).seal(key, PRESS))));

    assertThat(access.preSharedKey("press-key")).isEqualTo(key);
    assertThat(access.preSharedKey("thief-key")).isNull();
    assertThat(access.preSharedKey("nobody")).isNull();
    assertThat(admitted(new Credentials.PreSharedKey(Protocol.COAP, "press-key")).source())
        .isEqualTo("coap:demo/press-7");
    put(device(PRESS).setState(DeviceRegistration.State.SUSPENDED));
    assertThat(access.preSharedKey("press-key")).isNull();
  }

  @Test
  void nobodyComesInWithoutCredentials() throws Exception {
    registry.replace(new Directory());

    assertThat(refusal(new Credentials.Anonymous(Protocol.MQTT, PRESS)).why())
        .isEqualTo(Why.BAD_CREDENTIALS);
  }

  @Test
  void aChangeInTheRegistryHoldsForWhoIsInAlready() throws Exception {
    put(device(PRESS).addCredentials(RANDOM_SECRET).addGrants(grant("pump-1", "temp")));
    Sender sender = admitted(password(PRESS, "right"));
    List<String> revoked = new ArrayList<>();
    access.onRevoked(revoked::add);

    put(
        device(PRESS)
            .addCredentials(RANDOM_SECRET)
            .addGrants(grant("pump-1", "flow"))
            .setLimits(DeviceLimits.newBuilder().setMaxMessageBytes(9)));

    assertThat(sender.permissions().allow(PUMP, "temp")).isFalse();
    assertThat(sender.permissions().allow(PUMP, "flow")).isTrue();
    assertThat(sender.rate().maxMessageBytes()).isEqualTo(9);
    assertThat(revoked).isEmpty();

    put(device(PRESS).setState(DeviceRegistration.State.SUSPENDED).addGrants(grant("*")));
    assertThat(sender.permissions().allow(PUMP, "flow")).isFalse();
    assertThat(revoked).containsExactly(PRESS);
  }

  @Test
  void aWithdrawnCredentialAndARemovedDeviceAreRevokedTooAndANewCredentialIsNot() throws Exception {
    List<String> revoked = new ArrayList<>();
    access.onRevoked(revoked::add);
    put(device(PRESS).addCredentials(RANDOM_SECRET));
    put(device(PRESS).addCredentials(RANDOM_SECRET).addCredentials(CHOSEN_SECRET));
    assertThat(revoked).isEmpty();

    put(device(PRESS).addCredentials(CHOSEN_SECRET));
    assertThat(revoked).containsExactly(PRESS);

    registry.replace(new Directory());
    assertThat(revoked).containsExactly(PRESS, PRESS);
  }

  @Test
  void connectionsOfOneDeviceShareOneAllowance() throws Exception {
    put(
        device(PRESS)
            .addCredentials(RANDOM_SECRET)
            .setLimits(DeviceLimits.newBuilder().setMessagesPerSecond(1)));
    Sender one = admitted(password(PRESS, "right"));
    Sender other = admitted(password(PRESS, "right"));
    long now = System.nanoTime();

    one.rate().book(now, 200_000);

    assertThat(other.rate().take(now)).isPositive();
  }

  @Test
  void provisioningIsForTheDevicesOwnTenantAndNotForWhatOthersHaveRegistered() throws Exception {
    put(
        device(PRESS)
            .addCredentials(RANDOM_SECRET)
            .setAutoProvision(true)
            .addGrants(grant("pump-1", "temp")));
    Permissions permissions = admitted(password(PRESS, "right")).permissions();
    AssetKey fan = AssetKey.of("demo", "fan-1");

    assertThat(permissions.mayProvision(fan, true, true)).as("somebody else's").isFalse();
    assertThat(permissions.mayProvision(fan, true, false)).isFalse();
    assertThat(permissions.mayProvision(fan, false, false)).isTrue();
    assertThat(permissions.mayProvision(fan, true, true)).as("until its grant comes").isTrue();
    assertThat(permissions.mayProvision(PUMP, true, false)).as("a new point").isTrue();
    assertThat(permissions.mayProvision(PUMP, true, true)).isFalse();
    assertThat(permissions.mayProvision(AssetKey.of("other", "fan-1"), false, false)).isFalse();
  }

  private static DeviceCredential sealed(String identity, byte[] sealed) {
    return DeviceCredential.newBuilder()
        .setPreSharedKey(
            DeviceCredential.PreSharedKey.newBuilder()
                .setIdentity(identity)
                .setSealedKey(ByteString.copyFrom(sealed)))
        .build();
  }

  private static Credentials.Password password(String userName, String password) {
    return new Credentials.Password(Protocol.MQTT, "client-1", userName, password.getBytes(UTF_8));
  }

  private Sender admitted(Credentials credentials) throws Exception {
    Admission admission = access.admit(credentials).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(admission).isInstanceOf(Admitted.class);
    return ((Admitted) admission).sender();
  }

  private Refused refusal(Credentials credentials) throws Exception {
    return refusal(access.admit(credentials));
  }

  private static Refused refusal(CompletionStage<Admission> answer) throws Exception {
    Admission admission = answer.toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(admission).isInstanceOf(Refused.class);
    return (Refused) admission;
  }

  private void put(DeviceRegistration.Builder registration) {
    if (!registry.loaded()) {
      registry.replace(new Directory());
    }
    DeviceRegistration built = registration.build();
    registry.device(built.getTenant() + "/" + built.getDevice(), built.toByteArray());
  }
}
