package io.millwright.cmms.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.Contribution;
import io.millwright.contracts.wire.Evidence;
import io.millwright.contracts.wire.ModelReference;
import io.millwright.contracts.wire.Prognosis;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Advisories as the stream processors write them. */
public final class Advisories {
  public static final Instant RAISED_AT = Instant.parse("2026-03-01T06:00:00Z");

  private Advisories() {}

  /** An episode on an asset of {@code acme}; the same episode has the same id. */
  public static Advisory.Builder advisory(String asset, String failureMode, int episode) {
    return advisory("acme", asset, failureMode, episode);
  }

  public static Advisory.Builder advisory(
      String tenant, String asset, String failureMode, int episode) {
    long raised = micros(RAISED_AT.plus(episode, ChronoUnit.HOURS));
    return Advisory.newBuilder()
        .setId(sha256(tenant + asset + failureMode + episode))
        .setTenant(tenant)
        .setAsset(asset)
        .setFailureMode(failureMode)
        .setRule("hpc-wear")
        .setEpisodeStartMicros(raised - 7_200_000_000L)
        .setRaisedAtMicros(raised)
        .setPriority(3)
        .setDueByMicros(raised + 72_000_000_000L)
        .setTitle("High-pressure compressor of " + asset + " is wearing out")
        .setExplanation("Failure within 30 h has become likely: 82 %, limit 50 %.")
        .setRecommendedAction("Inspect the compressor by borescope.")
        .addChecklist("Isolate the engine")
        .addChecklist("Inspect the blades of stages 1 to 4")
        .addEvidence(
            Evidence.newBuilder()
                .setSubject("failure probability")
                .setValue(0.82)
                .setLimit(0.5)
                .setRelation("above")
                .setUnit("1")
                .setTimeMicros(raised))
        .addEvidence(
            Evidence.newBuilder()
                .setSubject("T50")
                .setValue(1432.5)
                .setLimit(Double.NaN)
                .setRelation("above")
                .setUnit("[degR]")
                .setTimeMicros(raised))
        .addContributions(
            Contribution.newBuilder()
                .setDescriptorName("T50/mean15")
                .setValue(1432.5)
                .setTypical(1401.25)
                .setContribution(0.75))
        .setPrognosis(
            Prognosis.newBuilder()
                .setTenant(tenant)
                .setAsset(asset)
                .setTimeMicros(raised)
                .setFailureMode(failureMode)
                .setHorizonHours(30)
                .setFailureProbability(0.82)
                .setRemainingLifeHours(21.5)
                .setRemainingLifeLowHours(12)
                .setRemainingLifeHighHours(33.25))
        .setPlanId("turbofan-fd001")
        .setPlanVersion(2)
        .addModels(
            ModelReference.newBuilder()
                .setName("turbofan-failure-30h")
                .setVersion(4)
                .setSha256("ab".repeat(32)))
        .addTrendPoints("T50")
        .addTrendPoints("Ps30")
        .setTrendFromMicros(raised - 180_000_000_000L);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
