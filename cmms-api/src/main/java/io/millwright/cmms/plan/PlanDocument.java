package io.millwright.cmms.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A plan as it is stored and sent. */
record PlanDocument(String id, int version, String sha256, String document, Instant since) {
  /** A record of the plans' topics holds 1 MiB; one that is larger would hold up all behind it. */
  private static final int MAX_BYTES = 900_000;

  static PlanDocument of(MonitoringPlan plan, Instant since) {
    return new PlanDocument(plan.id(), plan.version(), plan.sha256(), plan.document(), since);
  }

  /** Refuses with 413 what no record could carry. */
  static void checkSize(String document) {
    int bytes = document.getBytes(UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new ProblemException(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "the plan has " + bytes + " bytes, and at most " + MAX_BYTES + " are taken");
    }
  }

  /** Reads what a caller sent: 413 if it is too large, 400 if it has a fault. */
  static MonitoringPlan sent(String document) {
    checkSize(document);
    try {
      return MonitoringPlan.parse(document);
    } catch (InvalidPlanException e) {
      throw ProblemException.badRequest(e);
    }
  }

  /** What is told to the processors of an asset. */
  MonitoringPlanRelease release(TenantId tenant, String tag) {
    return MonitoringPlanRelease.newBuilder()
        .setTenant(tenant.value())
        .setAsset(tag)
        .setPlanId(id)
        .setVersion(version)
        .setDocument(document)
        .setSha256(sha256)
        .setReleasedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, since))
        .build();
  }
}
