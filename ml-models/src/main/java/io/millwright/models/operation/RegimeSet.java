package io.millwright.models.operation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Some regimes. Immutable and asked for each scan. */
public record RegimeSet(int mask) {
  /** Whatever the machine does. */
  public static final RegimeSet ALWAYS = new RegimeSet((1 << Regime.values().length) - 1);

  public static final RegimeSet STEADY = of(EnumSet.of(Regime.STEADY));

  public static RegimeSet of(Set<Regime> regimes) {
    int mask = 0;
    for (Regime regime : regimes) {
      mask |= 1 << regime.ordinal();
    }
    return new RegimeSet(mask);
  }

  public boolean has(Regime regime) {
    return (mask & 1 << regime.ordinal()) != 0;
  }

  /** Those that are in both. */
  public RegimeSet and(RegimeSet other) {
    return new RegimeSet(mask & other.mask);
  }

  /** Those of all sets; always, when there is none. */
  public static RegimeSet common(List<RegimeSet> sets) {
    return sets.stream().reduce(ALWAYS, RegimeSet::and);
  }
}
