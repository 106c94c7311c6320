package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.junit.jupiter.api.Test;

/** What becomes of the units that births state. */
final class UnitTest {
  private static final AssetKey NODE = AssetKey.of("plant-1", "edge-1");

  private final HostUnderTest test = new HostUnderTest();

  private static Metric work(String unit, double value) {
    return made(
        metric("work", MetricDataType.Double, value, 1L)
            .properties(Payloads.property("engUnit", PropertyDataType.String, unit)));
  }

  private static Metric load(double value) {
    return made(metric("load", MetricDataType.Double, value, 2L));
  }

  @Test
  void valuesAreConvertedToTheUnitOfThePointInBirthDataAndDeath() {
    test.register(NODE, "work", "W.h");

    test.birth("edge-1", 0, work("kWh", 0.1), load(1));
    test.data("edge-1", 1, made(byAlias(1, MetricDataType.Double, 0.0)));
    test.death("edge-1", 0);

    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 work=100.0 GOOD",
            "plant-1/edge-1 load=1.0 GOOD",
            "plant-1/edge-1 work=0.0 GOOD",
            "plant-1/edge-1 work=0.0 STALE",
            "plant-1/edge-1 load=1.0 STALE");
  }

  @Test
  void aMetricInAUnitOfAnotherQuantityIsLeftOutAndCountedAndTheOthersFlow() {
    test.register(NODE, "work", "W.h");

    test.birth("edge-1", 0, work("bar", 3), load(1));
    HostUnderTest.Answer answer =
        test.data("edge-1", 1, made(byAlias(1, MetricDataType.Double, 4.0)), load(2));
    test.death("edge-1", 0);

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=1.0 GOOD",
            "plant-1/edge-1 load=2.0 GOOD",
            "plant-1/edge-1 load=2.0 STALE");
    assertThat(test.skipped("unit")).isEqualTo(2);
    assertThat(test.events().get(0).getText())
        .contains("work [bar, not kept: unit 'bar' cannot be expressed in 'W.h']");
  }

  @Test
  void aUnitThatNobodyUnderstandsIsToldAndTheValueIsTakenAsThatOfThePoint() {
    test.register(NODE, "work", "W.h");

    test.birth("edge-1", 0, work("Grad Kelsius", 71.5));

    assertThat(test.readings()).containsExactly("plant-1/edge-1 work=71.5 GOOD");
    assertThat(test.events().get(0).getText())
        .contains("work [Grad Kelsius, which is not understood]");
  }

  @Test
  void textIsNoReadingButCountedAndNamedInTheBirth() {
    test.birth("edge-1", 0, made(metric("Serial", MetricDataType.String, "A-17", 3L)), load(1));

    assertThat(test.readings()).containsExactly("plant-1/edge-1 load=1.0 GOOD");
    assertThat(test.skipped("text")).isEqualTo(1);
    assertThat(test.events().get(0).getText()).endsWith("; no readings: Serial (String)");
  }
}
