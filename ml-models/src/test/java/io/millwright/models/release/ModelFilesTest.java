package io.millwright.models.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.LifeIntervals;
import io.millwright.models.prognosis.Prognosis.RemainingLife;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.prognosis.TreeEnsemble;
import io.millwright.models.prognosis.TreeModel;
import io.millwright.models.prognosis.TreeModel.Meaning;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ModelFilesTest {
  private static final List<String> NAMES = List.of("T50/mean5", "Ps30/drift20");
  private static final double[] TYPICAL = {1_400, Double.NaN};

  /** x0 < 1410 ? (x1 < 0.5 ? 0.4 : 0.1, missing right) : -0.3; and one tree that is a leaf. */
  private static final TreeEnsemble TREES =
      new TreeEnsemble(
          2,
          0.5f,
          new int[] {0, 5},
          new int[] {1, 3, 0, 0, 0, 0},
          new int[] {0, 1, 0, 0, 0, 0},
          new float[] {1_410, 0.5f, -0.3f, 0.4f, 0.1f, 0.05f},
          new boolean[] {true, false, false, false, false, false},
          new float[] {0.1f, 0.25f, -0.3f, 0.4f, 0.1f, 0.05f});

  private static byte[] lifeModel() {
    double[] predicted = new double[1_000];
    double[] actual = new double[1_000];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = i % 125;
      actual[i] = Math.max(0, predicted[i] + i % 21 - 10);
    }
    return ModelFiles.write(
        NAMES,
        TYPICAL,
        TREES,
        new Meaning.ShareOfLife(125, LifeIntervals.of(predicted, actual, 125)));
  }

  private static byte[] failureModel() {
    return ModelFiles.write(
        NAMES, TYPICAL, TREES, new Meaning.FailureOdds(30, new Calibration(2, -1)));
  }

  @Test
  void whatWasWrittenScoresTheSame() {
    TreeModel life = ModelFiles.read("life", 3, lifeModel());
    TreeModel failure = ModelFiles.read("failure", 4, failureModel());

    assertThat(life.score(new double[] {1_400, 0.2})).isCloseTo(125 * 0.95, within(1e-4));
    assertThat(life.score(new double[] {1_410, 0.2})).isCloseTo(125 * 0.25, within(1e-4));
    assertThat(life.score(new double[] {Double.NaN, Double.NaN}))
        .isCloseTo(125 * 0.65, within(1e-4));
    assertThat(failure.score(new double[] {1_400, 0.2}))
        .isCloseTo(1 / (1 + Math.exp(-0.9)), within(1e-6));
    assertThat(life.target()).isEqualTo(ScoringModel.Target.REMAINING_LIFE);
    assertThat(failure.target()).isEqualTo(ScoringModel.Target.FAILURE_WITHIN_HORIZON);
    assertThat(life.reference().version()).isEqualTo(3);
    assertThat(life.reference().sha256()).isEqualTo(Sha256.hex(lifeModel()));
    assertThat(life.descriptors()).isEqualTo(NAMES);
    RemainingLife interval = life.remainingLife(new double[] {1_410, 0.2});
    assertThat(interval.lowHours()).isBetween(20.0, 24.0);
    assertThat(interval.highHours()).isBetween(39.0, 43.0);
  }

  @Test
  void contributionsNameValueTypicalAndDirection() {
    TreeModel life = ModelFiles.read("life", 1, lifeModel());

    var contributions = life.contributions(new double[] {1_420, 0.2}, 5);

    assertThat(contributions).hasSize(1);
    assertThat(contributions.get(0).descriptor()).isEqualTo("T50/mean5");
    assertThat(contributions.get(0).value()).isEqualTo(1_420);
    assertThat(contributions.get(0).typical()).isEqualTo(1_400);
    assertThat(contributions.get(0).contribution())
        .as("a shorter life is a greater risk")
        .isCloseTo(0.4, within(1e-6));
  }

  @Property(tries = 500)
  void aChangedByteIsFound(@ForAll int place, @ForAll byte other) {
    byte[] bytes = lifeModel();
    int index = Math.floorMod(place, bytes.length);
    if (bytes[index] == other) {
      return;
    }
    bytes[index] = other;

    assertThatThrownBy(() -> ModelFiles.read("life", 1, bytes))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("model 'life'");
  }

  @Test
  void aCutFileIsFound() {
    byte[] bytes = lifeModel();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ModelFiles.read("life", 1, cut))
          .isInstanceOf(CorruptModelException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> ModelFiles.read("life", 1, longer))
        .isInstanceOf(CorruptModelException.class);
  }

  @Test
  void treesThatLeadBackOrOutsideAreRefused() {
    assertThatThrownBy(
            () ->
                new TreeEnsemble(
                    1,
                    0,
                    new int[] {0},
                    new int[] {7},
                    new int[] {0},
                    new float[] {1},
                    new boolean[] {true},
                    new float[] {1}))
        .hasMessageContaining("leads outside");
  }

  /** A file of the first format, made by Tribuo 4.3.2 and XGBoost 2.1.4, must stay readable. */
  @Test
  void aModelSavedBeforeStillLoadsAndScoresTheSame() throws IOException {
    byte[] bytes;
    try (InputStream in = ModelFilesTest.class.getResourceAsStream("format-1-life.model")) {
      bytes = Objects.requireNonNull(in).readAllBytes();
    }
    TreeModel model = ModelFiles.read("life", 1, bytes);

    assertThat(model.reference().sha256())
        .isEqualTo("5e7d14a9d51c8ebc414b04c65dd210d22233675245abfa89e6341804e1a0928d");
    assertThat(model.descriptors()).containsExactly("T50/mean5", "phi/mean5", "Nc/age");
    assertThat(model.score(new double[] {1_400, 522, 10}))
        .isCloseTo(120.03053724765778, within(1e-9));
    assertThat(model.score(new double[] {1_425, 520, 200}))
        .isCloseTo(9.710755199193954, within(1e-9));
    assertThat(model.score(new double[] {Double.NaN, 521, 150}))
        .isCloseTo(17.156634479761124, within(1e-9));
    assertThat(model.remainingLife(new double[] {Double.NaN, 521, 150}).highHours())
        .isCloseTo(42.75747346878052, within(1e-9));
    assertThat(
            ModelFiles.write(model.descriptors(), model.typical(), model.trees(), model.meaning()))
        .as("writing it again gives the same bytes")
        .isEqualTo(bytes);
  }

  @Test
  void aReleaseCarriesTheModelAndItsCard() {
    TrainedModel trained = new TrainedModel("life", lifeModel(), card());

    ModelRelease release = trained.toWire(new TenantId("demo"), 5);
    TreeModel received = TrainedModel.ofWire(release);

    assertThat(release.getSha256()).isEqualTo(trained.sha256());
    assertThat(received.reference().version()).isEqualTo(5);
    assertThat(received.score(new double[] {1_400, 0.2}))
        .isEqualTo(trained.model(1).score(new double[] {1_400, 0.2}));
    assertThat(ModelCard.ofJson(release.getCard())).isEqualTo(card());
  }

  @Test
  void aReleaseWithOtherBytesThanWereReleasedIsRefused() {
    ModelRelease release =
        new TrainedModel("life", lifeModel(), card())
            .toWire(new TenantId("demo"), 5).toBuilder()
                .setModel(ByteString.copyFrom(failureModel()))
                .build();

    assertThatThrownBy(() -> TrainedModel.ofWire(release))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("model 'life' version 5 was released with SHA-256");
  }

  @Test
  void aTextThatIsNoCardIsRefused() {
    assertThatThrownBy(() -> ModelCard.ofJson("{\"colour\": 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a model card");
  }

  private static ModelCard card() {
    return new ModelCard(
        "life",
        ScoringModel.Target.REMAINING_LIFE,
        "two engines",
        "00ff",
        List.of("a", "b"),
        17,
        4,
        NAMES,
        Map.of("seed", "1"),
        Map.of("rmse", 11.5),
        Map.of("slope", 1.25),
        "pump",
        "aa",
        "bb",
        "provenance");
  }
}
