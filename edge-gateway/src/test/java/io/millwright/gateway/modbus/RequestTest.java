package io.millwright.gateway.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RequestTest {
  private static final AssetKey ASSET = AssetKey.of("demo", "boiler-1");

  private static ModbusPoint at(Table table, int address) {
    return ModbusPoint.of(ASSET, "p" + address, table, address);
  }

  private static List<Request> plan(int maxGap, int maxRegisters, Table table, int... addresses) {
    List<ModbusPoint> points = new ArrayList<>();
    for (int address : addresses) {
      points.add(at(table, address));
    }
    return Request.forPoints(points, maxGap, maxRegisters);
  }

  @Test
  void readsNeighboursAtOnceInAnyOrderOfTheConfiguration() {
    assertThat(plan(0, 125, Table.HOLDING, 12, 10, 11))
        .singleElement()
        .matches(request -> request.start() == 10 && request.quantity() == 3);
  }

  @Test
  void readsAcrossAGapOnlyUpToTheSetting() {
    assertThat(plan(8, 125, Table.INPUT, 0, 9)).hasSize(1);
    assertThat(plan(8, 125, Table.INPUT, 0, 10)).hasSize(2);
  }

  @Test
  void asksForNoMoreThanTheProtocolAllows() {
    assertThat(plan(125, 125, Table.HOLDING, 0, 100, 124)).hasSize(1);
    assertThat(plan(125, 125, Table.HOLDING, 0, 100, 125)).hasSize(2);
    assertThat(plan(125, 125, Table.COIL, 0, 1_000, 1_999)).hasSize(1);
    assertThat(plan(125, 125, Table.COIL, 0, 1_000, 2_000)).hasSize(2);
  }

  @Test
  void keepsUnitsAndTablesApart() {
    List<ModbusPoint> points = List.of(at(Table.HOLDING, 0), at(Table.INPUT, 1), at(Table.COIL, 2));
    assertThat(Request.forPoints(points, 8, 125)).hasSize(3);
  }

  @Property
  void readsEachPointOnceWithinTheLimits(
      @ForAll @Size(min = 1, max = 60) Set<@IntRange(max = 400) Integer> addresses,
      @ForAll @IntRange(max = 30) int maxGap,
      @ForAll @IntRange(min = 4, max = 125) int maxRegisters) {
    List<Request> requests =
        plan(
            maxGap,
            maxRegisters,
            Table.HOLDING,
            addresses.stream().mapToInt(Integer::intValue).toArray());

    assertThat(requests.stream().flatMap(request -> request.points().stream()))
        .extracting(ModbusPoint::address)
        .containsExactlyInAnyOrderElementsOf(addresses);
    for (Request request : requests) {
      assertThat(request.quantity()).isBetween(1, maxRegisters);
      for (ModbusPoint point : request.points()) {
        assertThat(point.address()).isGreaterThanOrEqualTo(request.start());
        assertThat(point.end()).isLessThanOrEqualTo(request.start() + request.quantity());
      }
    }
  }
}
