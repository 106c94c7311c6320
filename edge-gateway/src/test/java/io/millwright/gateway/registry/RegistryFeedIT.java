package io.millwright.gateway.registry;

import static io.millwright.gateway.registry.Registrations.asset;
import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.grant;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The registry through a real Kafka, which goes away now and then. */
@ExtendWith(KafkaExtension.class)
final class RegistryFeedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedKafka kafka;

  /** Tests share the topics. */
  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

  private KafkaProducer<byte[], byte[]> producer;
  private @TempDir Path folder;

  RegistryFeedIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void open() {
    kafka.makeTopics();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.direct(), "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    kafka.network().pass();
    producer.close();
  }

  @Test
  void readsWhatIsThereAndFollowsEachChange() throws Exception {
    write(device(tenant + "/press-7").addGrants(grant("pump-1")).build());
    writeAsset("pump-1", asset(tenant + "/pump-1", "temp").toByteArray());
    Registry registry = new Registry();
    assertThat(registry.loaded()).isFalse();

    try (RegistryFeed feed = RegistryFeed.start(kafka.throughNetwork(), registry, null)) {
      assertThat(feed.awaitCurrent(PATIENCE)).isTrue();
      assertThat(registry.loaded()).isTrue();
      assertThat(press7(registry).mayWrite(pump(), "temp")).isTrue();
      assertThat(requireNonNull(registry.directory().asset(pump())).point("temp")).isNotNull();
      List<String> changed = new CopyOnWriteArrayList<>();
      registry.onDeviceChange((identity, before, after) -> changed.add(identity));

      write(device(tenant + "/press-7").addGrants(grant("pump-2")).build());

      await().until(() -> !press7(registry).mayWrite(pump(), "temp"));
      delete("press-7");
      await().until(() -> registry.directory().device(tenant + "/press-7") == null);
      assertThat(changed).containsExactly(tenant + "/press-7", tenant + "/press-7");
      writeAsset("pump-1", null);
      await().until(() -> registry.directory().asset(pump()) == null);
    }
  }

  @Test
  void aRecordThatCannotBeReadDoesNotHideTheOthers() throws Exception {
    writeRaw(tenant + "/torn", new byte[] {7, 7, 7});
    writeRaw(tenant + "/other", device(tenant + "/press-8").build().toByteArray());
    write(device(tenant + "/press-7").addGrants(grant("*")).build());
    Registry registry = new Registry();

    try (RegistryFeed feed = RegistryFeed.start(kafka.throughNetwork(), registry, null)) {
      assertThat(feed.awaitCurrent(PATIENCE)).isTrue();

      assertThat(press7(registry).mayWrite(pump(), "temp")).isTrue();
      assertThat(registry.directory().device(tenant + "/torn")).isNull();
      assertThat(registry.directory().device(tenant + "/other")).isNull();
    }
  }

  @Test
  void startsFromItsCopyWhileKafkaIsAwayAndDropsWhatWasDeletedMeanwhile() throws Exception {
    Path copy = folder.resolve("deep/registry");
    write(device(tenant + "/press-7").addGrants(grant("*")).build());
    write(device(tenant + "/press-8").addGrants(grant("*")).build());
    writeAsset("pump-1", asset(tenant + "/pump-1", "temp").toByteArray());
    try (RegistryFeed feed = RegistryFeed.start(kafka.throughNetwork(), new Registry(), copy)) {
      assertThat(feed.awaitCurrent(PATIENCE)).isTrue();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
    kafka.network().hold();
    kafka.network().cut();
    Registry registry = new Registry();
    List<String> gone = new CopyOnWriteArrayList<>();
    registry.onDeviceChange(
        (identity, before, after) -> {
          if (after == null) {
            gone.add(identity);
          }
        });

    try (RegistryFeed feed = RegistryFeed.start(kafka.throughNetwork(), registry, copy)) {
      assertThat(registry.loaded()).isTrue();
      assertThat(press7(registry).mayWrite(pump(), "temp")).isTrue();
      assertThat(requireNonNull(registry.directory().asset(pump())).point("temp")).isNotNull();
      delete("press-8");

      kafka.network().pass();

      assertThat(feed.awaitCurrent(PATIENCE)).isTrue();
      assertThat(press7(registry).active()).isTrue();
      assertThat(registry.directory().device(tenant + "/press-8")).isNull();
      assertThat(gone).contains(tenant + "/press-8").doesNotContain(tenant + "/press-7");
    }
  }

  @Test
  void aDamagedCopyIsNotUsed() throws Exception {
    Path copy = folder.resolve("registry");
    Directory directory = new Directory();
    directory.device(
        tenant + "/press-7",
        device(tenant + "/press-7").setAutoProvision(true).build().toByteArray());
    new DirectoryCopy(copy).write(directory);
    byte[] whole = Files.readAllBytes(copy);
    List<Integer> usable = new ArrayList<>();

    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(copy, damaged);
      if (readable(copy)) {
        usable.add(i);
      }
      Files.write(copy, java.util.Arrays.copyOf(whole, i));
      if (readable(copy)) {
        usable.add(-i);
      }
    }

    assertThat(usable).isEmpty();
    Files.write(copy, whole);
    assertThat(readable(copy)).isTrue();
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".draft"));
  }

  private boolean readable(Path copy) {
    Registry registry = new Registry();
    RegistryFeed.start("127.0.0.1:1", registry, copy).close();
    return registry.loaded();
  }

  private RegisteredDevice press7(Registry registry) {
    return requireNonNull(registry.directory().device(tenant + "/press-7"));
  }

  private AssetKey pump() {
    return AssetKey.of(tenant, "pump-1");
  }

  private void write(DeviceRegistration registration) throws Exception {
    writeRaw(tenant + "/" + registration.getDevice(), registration.toByteArray());
  }

  private void delete(String device) throws Exception {
    writeRaw(tenant + "/" + device, null);
  }

  private void writeRaw(String key, byte @Nullable [] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.DEVICES.name(), key.getBytes(UTF_8), value)).get();
  }

  private void writeAsset(String asset, byte @Nullable [] value) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                Topics.ASSETS.name(), (tenant + "/" + asset).getBytes(UTF_8), value))
        .get();
  }
}
