package io.millwright.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millwright.benchmarks.load.BenchDevice;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceGrant;
import io.millwright.contracts.wire.DeviceLimits;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.PointRegistration;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Registers the devices of a row as a plant would: each with a password, the right to write one
 * asset, and points that are sent in Fahrenheit, stored in Celsius and have a physical range.
 */
final class BenchRegistry {
  /** More than any row sends: nobody is slowed down. */
  private static final int NO_LIMIT = 2_000_000_000;

  private BenchRegistry() {}

  /** Returns when Kafka has all of it. */
  static void publish(String bootstrapServers, Row row) {
    String hash =
        SecretHash.ofRandom(BenchDevice.PASSWORD.getBytes(US_ASCII), new SecureRandom()).encoded();
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, DeviceRegistration> devices = producer(settings, Topics.DEVICES);
        KafkaProducer<AssetKey, AssetRegistration> assets = producer(settings, Topics.ASSETS)) {
      for (int i = 0; i < row.connections(); i++) {
        BenchDevice device = new BenchDevice(i);
        devices.send(
            new ProducerRecord<>(Topics.DEVICES.name(), device.userName(), device(device, hash)));
        assets.send(
            new ProducerRecord<>(
                Topics.ASSETS.name(), device.asset(), asset(device, row.values())));
      }
      devices.flush();
      assets.flush();
    }
  }

  private static <K, V> KafkaProducer<K, V> producer(
      Map<String, Object> settings, Topic<K, V> topic) {
    return new KafkaProducer<>(
        settings, topic.keySerde().serializer(), topic.valueSerde().serializer());
  }

  private static DeviceRegistration device(BenchDevice device, String hash) {
    return DeviceRegistration.newBuilder()
        .setTenant(BenchDevice.TENANT)
        .setDevice(device.name())
        .setState(DeviceRegistration.State.ACTIVE)
        .addCredentials(DeviceCredential.newBuilder().setPasswordHash(hash))
        .addGrants(DeviceGrant.newBuilder().setAsset(device.asset().asset().value()))
        .setLimits(
            DeviceLimits.newBuilder().setMessagesPerSecond(NO_LIMIT).setReadingsPerSecond(NO_LIMIT))
        .build();
  }

  private static AssetRegistration asset(BenchDevice device, int values) {
    AssetRegistration.Builder asset =
        AssetRegistration.newBuilder()
            .setTenant(BenchDevice.TENANT)
            .setAsset(device.asset().asset().value());
    for (int i = 0; i < values; i++) {
      asset.addPoints(
          PointRegistration.newBuilder()
              .setName(BenchDevice.point(i))
              .setUnit("Cel")
              .setSourceUnit("[degF]")
              .setPhysicalLow(-50)
              .setPhysicalHigh(1_000));
    }
    return asset.build();
  }
}
