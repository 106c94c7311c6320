package io.millwright.streams.historian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SiftingTest {
  private static final RefusedException REFUSED =
      new RefusedException(new SQLException("no such value", "22003"));

  /** Takes what has no guilty number in it. */
  private static class Table implements Sifting.Target<Integer> {
    final List<Integer> written = new ArrayList<>();
    final List<Integer> setAside = new ArrayList<>();
    final Set<Integer> guilty;
    int transactions;

    Table(Set<Integer> guilty) {
      this.guilty = guilty;
    }

    @Override
    public void write(List<Integer> records, @Nullable RefusedException reason)
        throws SQLException, RefusedException {
      transactions++;
      List<Integer> usual = reason == null ? records : records.subList(1, records.size());
      if (usual.stream().anyMatch(guilty::contains)) {
        throw REFUSED;
      }
      if (reason != null) {
        setAside.add(records.get(0));
      }
      written.addAll(usual);
    }
  }

  private static List<Integer> upTo(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @Test
  void writesAllButTheGuiltyInTheirOrderWithALogarithmOfTransactionsEach() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 2_000; round++) {
      int size = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
      Set<Integer> guilty = new TreeSet<>();
      int most = 1 + random.nextInt(Math.min(size, 12));
      while (guilty.size() < most) {
        guilty.add(random.nextInt(size));
      }
      Table table = new Table(guilty);

      Sifting.write(upTo(size), REFUSED, table);

      List<Integer> good = new ArrayList<>(upTo(size));
      good.removeAll(guilty);
      assertThat(table.written).isEqualTo(good);
      assertThat(table.setAside).isEqualTo(List.copyOf(guilty));
      int halvings = 32 - Integer.numberOfLeadingZeros(size - 1);
      assertThat(table.transactions)
          .as("%s of %d", guilty, size)
          .isLessThanOrEqualTo(guilty.size() * (halvings + 2));
    }
  }

  @Test
  void setsNothingAsideWhenWhatWasWrongHasGoneMeanwhile() throws Exception {
    Table table = new Table(Set.of());

    Sifting.write(upTo(100), REFUSED, table);

    assertThat(table.written).isEqualTo(upTo(100));
    assertThat(table.setAside).isEmpty();
  }

  @Test
  void givesUpWhenARecordCannotEvenBeSetAside() {
    Table table =
        new Table(Set.of(3)) {
          @Override
          public void write(List<Integer> records, @Nullable RefusedException reason)
              throws SQLException, RefusedException {
            if (reason != null) {
              throw REFUSED;
            }
            super.write(records, null);
          }
        };

    assertThatThrownBy(() -> Sifting.write(upTo(8), REFUSED, table)).isSameAs(REFUSED.reason());
    assertThat(table.written).containsExactly(0, 1, 2);
  }

  @Test
  void anErrorThatIsNoRecordsFaultEndsItAtOnce() {
    Table table =
        new Table(Set.of(3)) {
          @Override
          public void write(List<Integer> records, @Nullable RefusedException reason)
              throws SQLException, RefusedException {
            if (transactions == 2) {
              throw new SQLException("connection lost", "08006");
            }
            super.write(records, reason);
          }
        };

    assertThatThrownBy(() -> Sifting.write(upTo(8), REFUSED, table)).hasMessage("connection lost");
    assertThat(table.setAside).isEmpty();
  }
}
