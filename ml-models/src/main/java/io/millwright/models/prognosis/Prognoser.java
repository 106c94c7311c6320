package io.millwright.models.prognosis;

import io.millwright.contracts.asset.TenantId;
import io.millwright.models.descriptor.DescriptorVector;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Foretells one failure mode of one asset with the models in force. Silent while a model is missing
 * or does not fit the plan.
 */
public final class Prognoser {
  /** How many descriptors explain an advisory. */
  private static final int CONTRIBUTIONS = 12;

  private final PrognosisPlan plan;
  private final TenantId tenant;
  private final List<String> names;
  private @Nullable Binding failure;
  private @Nullable Binding life;
  private @Nullable String problem;

  /**
   * @param names of the descriptor vectors to come
   */
  public Prognoser(PrognosisPlan plan, TenantId tenant, List<String> names) {
    this.plan = plan;
    this.tenant = tenant;
    this.names = names;
  }

  public PrognosisPlan plan() {
    return plan;
  }

  /** Why there is no prognosis, in a sentence; null when nothing is wrong. */
  public @Nullable String problem() {
    return problem;
  }

  /** The prognosis without contributions, or null while a model is missing. */
  public @Nullable Prognosis foretell(DescriptorVector vector, ModelCatalog models) {
    problem = null;
    failure =
        bind(failure, plan.failureModel(), ScoringModel.Target.FAILURE_WITHIN_HORIZON, models);
    life = bind(life, plan.lifeModel(), ScoringModel.Target.REMAINING_LIFE, models);
    Binding failureNow = failure;
    Binding lifeNow = life;
    if (failureNow == null || lifeNow == null) {
      return null;
    }
    double probability = failureNow.model.score(failureNow.select(vector.values()));
    Prognosis.RemainingLife remaining =
        lifeNow.model.remainingLife(lifeNow.select(vector.values()));
    return new Prognosis(
        vector.timeMicros(),
        plan.failureMode(),
        plan.horizon(),
        probability,
        remaining,
        List.of(failureNow.model.reference(), lifeNow.model.reference()),
        List.of());
  }

  /** Places of the descriptors that its models look at; none while it has no models. */
  public int[] places() {
    int[] failurePlaces = failure == null ? new int[0] : failure.places;
    int[] lifePlaces = life == null ? new int[0] : life.places;
    int[] both = Arrays.copyOf(failurePlaces, failurePlaces.length + lifePlaces.length);
    System.arraycopy(lifePlaces, 0, both, failurePlaces.length, lifePlaces.length);
    return both;
  }

  /** The same prognosis with what moved its failure probability. */
  public Prognosis explained(Prognosis prognosis, DescriptorVector vector) {
    Binding failureNow = failure;
    if (failureNow == null) {
      return prognosis;
    }
    return new Prognosis(
        prognosis.timeMicros(),
        prognosis.failureMode(),
        prognosis.horizon(),
        prognosis.failureProbability(),
        prognosis.remainingLife(),
        prognosis.models(),
        failureNow.model.contributions(failureNow.select(vector.values()), CONTRIBUTIONS));
  }

  private @Nullable Binding bind(
      @Nullable Binding before, String name, ScoringModel.Target target, ModelCatalog models) {
    ScoringModel model = models.find(tenant, name);
    if (model == null) {
      return null;
    }
    if (before != null && before.model == model) {
      return before;
    }
    if (model.target() != target) {
      problem =
          "model '" + name + "' predicts " + model.target() + ", but the plan needs " + target;
      return null;
    }
    int[] places = model.descriptors().stream().mapToInt(names::indexOf).toArray();
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0) {
        problem =
            "model '"
                + name
                + "' needs the descriptor "
                + model.descriptors().get(i)
                + ", which the plan does not compute";
        return null;
      }
    }
    return new Binding(model, places);
  }

  /** A model and where its descriptors stand in the vector of the plan. */
  private static final class Binding {
    private final ScoringModel model;
    private final int[] places;
    private final double[] selected;

    Binding(ScoringModel model, int[] places) {
      this.model = model;
      this.places = places;
      this.selected = new double[places.length];
    }

    double[] select(double[] values) {
      for (int i = 0; i < places.length; i++) {
        selected[i] = values[places[i]];
      }
      return selected;
    }
  }
}
