package io.millwright.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.standalone.demo.DemoSummary.LeadTime;
import io.millwright.standalone.demo.DemoSummary.Order;
import io.millwright.standalone.demo.DemoSummary.Readings;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
  private static final Readings ALL = new Readings(240, 240, 240);

  @Test
  void countsAnOrderBeforeTheFailureAndItsLeadTime() {
    DemoSummary summary = of(List.of(failing("a", 30), failing("b", 20), failing("c", 45)));

    assertThat(summary.failuresWithWorkOrder()).isEqualTo(3);
    assertThat(summary.leadTimeCycles()).isEqualTo(new LeadTime(20, 30, 45));
    assertThat(summary.falseWorkOrders()).isZero();
    assertThat(summary.convincing()).isTrue();
  }

  @Test
  void takesTheMeanOfTheTwoMiddleLeadTimes() {
    assertThat(LeadTime.of(List.of(10.0, 40.0, 20.0, 30.0))).isEqualTo(new LeadTime(10, 25, 40));
  }

  @Test
  void anOrderAtTheFailureItselfComesTooLate() {
    assertThat(of(List.of(failing("a", 0))).failuresWithWorkOrder()).isZero();
  }

  @Test
  void anOrderOnAHealthyEngineIsFalseAndNoFailureFound() {
    DemoSummary summary = of(List.of(new Order("h", false, 95, true)));

    assertThat(summary.falseWorkOrders()).isEqualTo(1);
    assertThat(summary.failuresWithWorkOrder()).isZero();
  }

  @Test
  void anOrderWithMoreThan75CyclesLeftIsFalseAndOneWith75IsNot() {
    assertThat(of(List.of(failing("a", 75))).falseWorkOrders()).isZero();
    assertThat(of(List.of(failing("a", 75.5))).falseWorkOrders()).isEqualTo(1);
  }

  @Test
  void aSecondOrderOnAnEngineIsADuplicateAndTheLeadTimeIsTheFirsts() {
    DemoSummary summary = of(List.of(failing("a", 12), failing("a", 33)));

    assertThat(summary.duplicateWorkOrders()).isEqualTo(1);
    assertThat(summary.leadTimeCycles()).isEqualTo(new LeadTime(33, 33, 33));
    assertThat(summary.convincing()).isFalse();
  }

  @Test
  void isNotConvincingWhenTheOrdersComeAtTheLastMoment() {
    assertThat(of(List.of(failing("a", 14), failing("b", 14), failing("c", 14))).convincing())
        .isFalse();
    assertThat(of(List.of(failing("a", 15), failing("b", 15), failing("c", 15))).convincing())
        .isTrue();
  }

  @Test
  void isNotConvincingWhenAReadingIsMissing() {
    List<Order> orders = List.of(failing("a", 30), failing("b", 30), failing("c", 30));
    assertThat(DemoSummary.of(4, 3, orders, new Readings(240, 240, 239), 1.0, 2).convincing())
        .isFalse();
  }

  @Test
  void saysByHowManyTheOrderCameBeforeTheLastReadingWasSent() {
    DemoSummary summary = of(List.of(failing("a", 30), new Order("b", true, 3, false)));

    assertThat(summary.failuresWithWorkOrder()).isEqualTo(2);
    assertThat(summary.workOrdersSeenBeforeFailure()).isEqualTo(1);
  }

  private static DemoSummary of(List<Order> orders) {
    return DemoSummary.of(4, 3, orders, ALL, 1.0, 2);
  }

  private static Order failing(String asset, double cyclesLeft) {
    return new Order(asset, true, cyclesLeft, true);
  }
}
