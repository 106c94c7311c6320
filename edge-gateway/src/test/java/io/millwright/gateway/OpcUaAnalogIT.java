package io.millwright.gateway;

import static io.millwright.gateway.OpcUaRig.SOON;
import static io.millwright.gateway.OpcUaRig.node;
import static io.millwright.gateway.OpcUaRig.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling;
import io.millwright.gateway.opcua.Sampling.Deadband;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an OPC UA server says of its analog items: units and ranges. */
final class OpcUaAnalogIT {
  @RegisterExtension final OpcUaRig rig = new OpcUaRig();

  private static Point pressure(AssetKey asset, Deadband deadband) {
    return new Point(
        asset,
        new PointName("Pressure"),
        new Address.Node("nsu=urn:millwright:test;s=Pressure"),
        new Sampling(Duration.ofMillis(20), 50, deadband));
  }

  @Test
  void convertsTheUnitOfAnAnalogItemAndTakesADeadbandInPercentOfItsRange() throws Exception {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    register(hydraulics, "Pressure", "MPa");
    Deadband onePercent = new Deadband(Deadband.Kind.PERCENT, 1);
    try (var gateway =
        rig.gateway(
            server(rig.plant().endpoint(), pressure(hydraulics, onePercent), node("Speed")))) {
      rig.awaitReading("Pressure", 10);
      // 1 % of 0 to 200 bar is 2 bar.
      for (double value : new double[] {101.5, 103.0, 104.9, 98.0}) {
        rig.plant().set("Pressure", value);
        rig.plant().set("Speed", value);
        rig.awaitReading("Speed", value);
      }

      rig.awaitReading("Pressure", 9.8);
      assertThat(rig.readings("Pressure").stream().map(OpcUaRig.Reading::value))
          .containsExactly(10.0, 10.3, 9.8);
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void tellsTheUnitOfAnAnalogItemThatNobodyHasRegistered() {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    try (var gateway =
            rig.gateway(server(rig.plant().endpoint(), pressure(hydraulics, Deadband.NONE)));
        var discoveries = new TopicReader<>(rig.kafka().direct(), Topics.DISCOVERIES)) {
      rig.awaitReading("Pressure", 100);
      await()
          .atMost(SOON)
          .until(
              () ->
                  discoveries.values().stream()
                      .anyMatch(
                          it ->
                              it.getAsset().equals(hydraulics.asset().value())
                                  && it.getUnitsList().equals(List.of("bar"))));
      assertThat(rig.metric("dropped", "unit")).isZero();
    }
  }

  @Test
  void leavesOutAPointWhoseUnitDoesNotFitAndReadsTheOthers() throws Exception {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    register(hydraulics, "Pressure", "Cel");
    try (var gateway =
        rig.gateway(
            server(rig.plant().endpoint(), pressure(hydraulics, Deadband.NONE), node("Temp")))) {
      rig.awaitReading("Temp", 20);
      await().atMost(SOON).until(() -> rig.metric("dropped", "unit") > 0);
      assertThat(rig.readings("Pressure")).isEmpty();
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void refusesADeadbandInPercentWhereTheServerStatesNoRange() {
    Sampling percent =
        new Sampling(Duration.ofMillis(20), 50, new Deadband(Deadband.Kind.PERCENT, 1));
    try (var gateway =
        rig.gateway(server(rig.plant().endpoint(), node("Temp", percent), node("Speed")))) {
      rig.awaitReading("Speed", 1500);
      await().atMost(SOON).until(() -> !rig.events(AssetEvent.Kind.CODE).isEmpty());
      assertThat(rig.events(AssetEvent.Kind.CODE).get(0).getText())
          .startsWith("demo/press-1 Temp: a deadband in percent is of the EURange")
          .endsWith("use deadband: {absolute: ...}");
      assertThat(rig.readings("Temp")).isEmpty();
    }
  }

  private void register(AssetKey asset, String point, String unit) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", rig.kafka().direct()),
            Topics.ASSETS.keySerde().serializer(),
            Topics.ASSETS.valueSerde().serializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.ASSETS.name(),
                  asset,
                  AssetRegistration.newBuilder()
                      .setTenant(asset.tenant().value())
                      .setAsset(asset.asset().value())
                      .addPoints(PointRegistration.newBuilder().setName(point).setUnit(unit))
                      .build()))
          .get();
    }
  }
}
