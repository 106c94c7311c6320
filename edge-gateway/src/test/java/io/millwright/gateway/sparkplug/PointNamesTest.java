package io.millwright.gateway.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.PointName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PointNamesTest {
  @Test
  void keepsWhatAPointMayHaveAndWritesASlashAsAColon() {
    assertThat(PointNames.of(List.of("Motor/Temp.DE_1-x")))
        .containsEntry("Motor/Temp.DE_1-x", "Motor:Temp.DE_1-x");
  }

  @Test
  void writesWhatAPointCannotHaveAsAnUnderscore() {
    assertThat(PointNames.of(List.of("Druck [bar]", "/x", "_y", "é")))
        .containsEntry("Druck [bar]", "Druck__bar_")
        .containsEntry("/x", "x:x")
        .containsEntry("_y", "x_y")
        .containsEntry("é", "x_");
  }

  @Test
  void tellsMetricsApartThatWouldBecomeTheSamePointInAnyOrder() {
    Map<String, String> points = PointNames.of(List.of("a b", "a_b", "a?b"));

    assertThat(points).containsEntry("a_b", "a_b");
    assertThat(points.get("a b")).matches("a_b-[0-9a-f]{8}");
    assertThat(points.get("a?b")).matches("a_b-[0-9a-f]{8}").isNotEqualTo(points.get("a b"));
    assertThat(PointNames.of(List.of("a?b", "a_b", "a b"))).isEqualTo(points);
  }

  @Test
  void shortensALongNameToOneThatIsStillItsOwn() {
    String one = "m".repeat(200) + "1";
    String two = "m".repeat(200) + "2";
    Map<String, String> points = PointNames.of(List.of(one, two));

    assertThat(points.get(one)).hasSize(128).isNotEqualTo(points.get(two));
  }

  @Property(tries = 500)
  void alwaysMakesAValidPoint(@ForAll String name) {
    List<String> names = new ArrayList<>(List.of(name));
    PointNames.of(names).values().forEach(PointName::check);
  }
}
