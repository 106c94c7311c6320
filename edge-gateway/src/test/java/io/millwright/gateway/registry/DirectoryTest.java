package io.millwright.gateway.registry;

import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.grant;
import static io.millwright.gateway.registry.Registrations.passwordHash;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceLimits;
import io.millwright.contracts.wire.DeviceRegistration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectoryTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final AssetKey FAN = AssetKey.of("demo", "fan-1");

  private final Directory directory = new Directory();

  @Test
  void aDeviceMayWriteTheGrantedPointsOfItsOwnTenantOnly() {
    RegisteredDevice device =
        put(device("demo/press-7").addGrants(grant("pump-1", "temp", "flow")));

    assertThat(device.mayWrite(PUMP, "temp")).isTrue();
    assertThat(device.mayWrite(PUMP, "speed")).isFalse();
    assertThat(device.mayWrite(PUMP, null)).as("events need all points").isFalse();
    assertThat(device.mayWrite(FAN, "temp")).isFalse();
    assertThat(device.mayWrite(AssetKey.of("demo2", "pump-1"), "temp")).isFalse();
    assertThat(device.mayWrite(AssetKey.of("dem", "pump-1"), "temp")).isFalse();
  }

  @Test
  void aGrantOfEveryAssetHoldsWhereAnAssetHasNoneOfItsOwn() {
    RegisteredDevice device =
        put(device("demo/press-7").addGrants(grant("*")).addGrants(grant("pump-1", "temp")));

    assertThat(device.mayWrite(FAN, "any")).isTrue();
    assertThat(device.mayWrite(FAN, null)).isTrue();
    assertThat(device.mayWrite(PUMP, "temp")).isTrue();
    assertThat(device.mayWrite(PUMP, "any")).isFalse();
  }

  @Test
  void aLookupSeesEachChangeAtOnce() {
    Registry registry = new Registry();
    DeviceLookup lookup = new DeviceLookup(registry, "demo/press-7");
    assertThat(lookup.device()).isNull();

    registry.device("demo/press-7", device("demo/press-7").build().toByteArray());
    RegisteredDevice first = lookup.device();
    assertThat(first).isNotNull().isSameAs(registry.directory().device("demo/press-7"));

    registry.device("demo/press-7", device("demo/press-7").build().toByteArray());
    assertThat(lookup.device())
        .isNotSameAs(first)
        .isSameAs(registry.directory().device("demo/press-7"));

    registry.replace(directory);
    assertThat(lookup.device()).isNull();
  }

  @Test
  void aSuspendedDeviceMayWriteNothing() {
    RegisteredDevice device =
        put(
            device("demo/press-7")
                .setState(DeviceRegistration.State.SUSPENDED)
                .addGrants(grant("*")));

    assertThat(device.active()).isFalse();
    assertThat(device.mayWrite(PUMP, "temp")).isFalse();
    assertThat(device.mayWriteSome(PUMP)).isFalse();
  }

  @Test
  void aDeviceOfAStateThatALaterVersionDefinesIsNotActive() {
    assertThat(put(device("demo/press-7").setStateValue(7)).active()).isFalse();
  }

  @Test
  void limitsAboveTheRangeOfTheWireCountAsItsEnd() {
    RegisteredDevice device =
        put(
            device("demo/press-7")
                .setLimits(
                    DeviceLimits.newBuilder()
                        .setMessagesPerSecond(-1)
                        .setReadingsPerSecond(5)
                        .setMaxMessageBytes(-1)));

    assertThat(device.allowance()).isEqualTo(new Allowance(1_000_000, 5, Integer.MAX_VALUE));
  }

  @Test
  void findsADeviceWhoseKeyWasReplacedUnderTheSameIdentity() {
    for (String key : List.of("old", "new")) {
      RegisteredDevice device =
          put(
              device("demo/press-7")
                  .addCredentials(
                      DeviceCredential.newBuilder()
                          .setPreSharedKey(
                              DeviceCredential.PreSharedKey.newBuilder()
                                  .setIdentity("key-1")
                                  .setSealedKey(ByteString.copyFromUtf8(key)))));

      assertThat(directory.byKeyIdentity("key-1")).as(key).isSameAs(device);
    }
  }

  @Test
  void findsADeviceByCertificateAndKeyIdentityUntilTheyAreWithdrawn() {
    DeviceCredential certificate =
        DeviceCredential.newBuilder().setCertificateSha256("ab12").build();
    DeviceCredential key =
        DeviceCredential.newBuilder()
            .setPreSharedKey(DeviceCredential.PreSharedKey.newBuilder().setIdentity("key-1"))
            .build();
    RegisteredDevice device =
        put(device("demo/press-7").addCredentials(certificate).addCredentials(key));
    put(device("other/thief").addCredentials(certificate).addCredentials(key));

    assertThat(directory.byCertificate("ab12")).isSameAs(device);
    assertThat(directory.byKeyIdentity("key-1")).isSameAs(device);

    RegisteredDevice changed = put(device("demo/press-7").addCredentials(certificate));

    assertThat(directory.byCertificate("ab12")).isSameAs(changed);
    assertThat(directory.byKeyIdentity("key-1")).isNull();
    directory.device("demo/press-7", null);
    assertThat(directory.byCertificate("ab12")).isNull();
  }

  @Test
  void refusesARegistrationUnderAnotherName() {
    assertThatThrownBy(() -> directory.device("demo/a", device("demo/b").build().toByteArray()))
        .hasMessageContaining("registration of another device");
    assertThatThrownBy(
            () -> directory.asset(PUMP, Registrations.asset("demo/fan-1", "temp").toByteArray()))
        .hasMessageContaining("registration of another asset");
  }

  @Test
  void holdsAHundredThousandDevicesInLessThanHundredMegabytes() {
    long before = usedBytes();
    String hash = "sha256:AAAAAAAAAAAAAAAAAAAAAA:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    for (int i = 0; i < 100_000; i++) {
      put(
          device("demo/gateway-" + i)
              .addCredentials(passwordHash(hash))
              .addGrants(grant("machine-" + i)));
    }

    long bytes = usedBytes() - before;

    assertThat(directory.deviceCount()).isEqualTo(100_000);
    assertThat(requireNonNull(directory.device("demo/gateway-99999")).active()).isTrue();
    System.out.println("100,000 devices: " + bytes / 1_000_000 + " MB");
    assertThat(bytes).isLessThan(100_000_000);
  }

  @SuppressWarnings("SystemGc") // the point is what is left
  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private RegisteredDevice put(DeviceRegistration.Builder registration) {
    DeviceRegistration built = registration.build();
    String identity = built.getTenant() + "/" + built.getDevice();
    directory.device(identity, built.toByteArray());
    return requireNonNull(directory.device(identity));
  }
}
