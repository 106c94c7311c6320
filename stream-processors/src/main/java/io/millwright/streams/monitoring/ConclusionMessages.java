package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.Contribution;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.Evidence;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.ModelReference;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.alarm.AlarmState;
import io.millwright.models.detection.StateChange;
import io.millwright.models.health.Health;
import io.millwright.models.health.Likelihood;
import io.millwright.models.instrument.InstrumentFault;
import io.millwright.models.monitor.LateReadings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Conclusions as the messages of their topics: the one place where the two meet, but for the many
 * of {@link DescriptorMessages}.
 */
final class ConclusionMessages {
  private static final double NANOS_PER_HOUR = Duration.ofHours(1).toNanos();

  private ConclusionMessages() {}

  static List<StateDetection> states(AssetKey asset, Concluded concluded) {
    return each(
        concluded.conclusions().stateChanges(), change -> stateDetection(asset, change, concluded));
  }

  static List<HealthAssessment> health(AssetKey asset, Concluded concluded) {
    return each(
        concluded.conclusions().health(), health -> healthAssessment(asset, health, concluded));
  }

  static List<Prognosis> prognoses(AssetKey asset, Concluded concluded) {
    return each(
        concluded.conclusions().prognoses(), prognosis -> prognosis(asset, prognosis, concluded));
  }

  static List<Advisory> advisories(AssetKey asset, Concluded concluded) {
    return each(concluded.conclusions().advisories(), advisory -> advisory(advisory, concluded));
  }

  static List<InstrumentFinding> findings(AssetKey asset, Concluded concluded) {
    return each(
        concluded.conclusions().findings(),
        finding -> instrumentFinding(asset, finding, concluded));
  }

  static List<AlarmEvent> alarms(AssetKey asset, Concluded concluded) {
    return each(concluded.conclusions().alarms(), change -> alarmEvent(asset, change, concluded));
  }

  static List<Correction> corrections(AssetKey asset, Concluded concluded) {
    LateReadings late = concluded.conclusions().late();
    return late == null
        ? List.of()
        : List.of(
            Correction.newBuilder()
                .setTenant(asset.tenant().value())
                .setAsset(asset.asset().value())
                .setSource(concluded.source())
                .setFromMicros(late.fromMicros())
                .setToMicros(late.toMicros())
                .setReadings(late.number())
                .setReachedMicros(late.reachedMicros())
                .addAllPoint(late.points())
                .build());
  }

  private static <T, M> List<M> each(List<T> conclusions, Function<T, M> message) {
    if (conclusions.isEmpty()) {
      return List.of();
    }
    List<M> messages = new ArrayList<>(conclusions.size());
    for (T conclusion : conclusions) {
      messages.add(message.apply(conclusion));
    }
    return messages;
  }

  /** What a plan in shadow would have said. */
  static List<ShadowConclusion> shadow(AssetKey asset, Concluded concluded) {
    List<ShadowConclusion> messages = new ArrayList<>();
    for (StateDetection state : states(asset, concluded)) {
      messages.add(ShadowConclusion.newBuilder().setState(state).build());
    }
    for (InstrumentFinding finding : findings(asset, concluded)) {
      messages.add(ShadowConclusion.newBuilder().setFinding(finding).build());
    }
    for (Advisory advisory : advisories(asset, concluded)) {
      messages.add(ShadowConclusion.newBuilder().setAdvisory(advisory).build());
    }
    return messages;
  }

  private static InstrumentFinding instrumentFinding(
      AssetKey asset,
      io.millwright.models.instrument.InstrumentFinding finding,
      Concluded concluded) {
    return InstrumentFinding.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setPoint(finding.point())
        .setFault(fault(finding.fault()))
        .setTimeMicros(finding.timeMicros())
        .setOpen(finding.open())
        .setValue(finding.value())
        .setExplanation(finding.explanation())
        .setRemedy(finding.fault().remedy())
        .setPlanId(concluded.planId())
        .setPlanVersion(concluded.planVersion())
        .build();
  }

  private static StateDetection stateDetection(
      AssetKey asset, StateChange change, Concluded concluded) {
    return StateDetection.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setPoint(change.point())
        .setTimeMicros(change.timeMicros())
        .setState(state(change.state()))
        .setPrevious(state(change.previous()))
        .setDetector(change.detector())
        .setValue(change.value())
        .setLimit(change.limit())
        .setExplanation(change.explanation())
        .setPlanId(concluded.planId())
        .setPlanVersion(concluded.planVersion())
        .build();
  }

  private static HealthAssessment healthAssessment(
      AssetKey asset, Health health, Concluded concluded) {
    HealthAssessment.Builder message =
        HealthAssessment.newBuilder()
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .setTimeMicros(health.timeMicros())
            .setHealthIndex(health.index())
            .setState(state(health.state()))
            .setCoverage(health.coverage())
            .setAgeMicros(health.ageMicros())
            .setPlanId(concluded.planId())
            .setPlanVersion(concluded.planVersion());
    for (Likelihood likelihood : health.likelihoods()) {
      message.addLikelihoods(
          HealthAssessment.FailureModeLikelihood.newBuilder()
              .setFailureMode(likelihood.failureMode())
              .setLikelihood(likelihood.value())
              .setCoverage(likelihood.coverage()));
    }
    return message.build();
  }

  private static Prognosis prognosis(
      AssetKey asset, io.millwright.models.prognosis.Prognosis prognosis, Concluded concluded) {
    return Prognosis.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setTimeMicros(prognosis.timeMicros())
        .setFailureMode(prognosis.failureMode())
        .setHorizonHours(prognosis.horizon().toNanos() / NANOS_PER_HOUR)
        .setFailureProbability(prognosis.failureProbability())
        .setRemainingLifeHours(prognosis.remainingLife().hours())
        .setRemainingLifeLowHours(prognosis.remainingLife().lowHours())
        .setRemainingLifeHighHours(prognosis.remainingLife().highHours())
        .addAllModels(models(prognosis))
        .addAllContributions(contributions(prognosis.contributions()))
        .setPlanId(concluded.planId())
        .setPlanVersion(concluded.planVersion())
        .build();
  }

  private static Advisory advisory(
      io.millwright.models.advisory.Advisory advisory, Concluded concluded) {
    AssetKey asset = advisory.asset();
    Advisory.Builder message =
        Advisory.newBuilder()
            .setId(advisory.id())
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .setFailureMode(advisory.failureMode())
            .setRule(advisory.rule())
            .setEpisodeStartMicros(advisory.episodeStartMicros())
            .setRaisedAtMicros(advisory.raisedAtMicros())
            .setPriority(advisory.priority())
            .setDueByMicros(advisory.dueByMicros())
            .setTitle(advisory.title())
            .setExplanation(advisory.explanation())
            .setRecommendedAction(advisory.recommendedAction())
            .addAllChecklist(advisory.checklist())
            .addAllEvidence(advisory.evidence().stream().map(ConclusionMessages::evidence).toList())
            .addAllContributions(contributions(advisory.contributions()))
            .setPlanId(concluded.planId())
            .setPlanVersion(concluded.planVersion())
            .addAllTrendPoints(advisory.trendPoints())
            .setTrendFromMicros(advisory.trendFromMicros());
    if (!Double.isNaN(advisory.likelihood())) {
      message.setLikelihood(advisory.likelihood());
    }
    io.millwright.models.prognosis.Prognosis foretold = advisory.prognosis();
    if (foretold != null) {
      message.setPrognosis(prognosis(asset, foretold, concluded)).addAllModels(models(foretold));
    }
    return message.build();
  }

  private static Evidence evidence(io.millwright.models.advisory.Evidence evidence) {
    return Evidence.newBuilder()
        .setSubject(evidence.subject())
        .setValue(evidence.value())
        .setLimit(evidence.limit())
        .setRelation(evidence.relation())
        .setUnit(evidence.unit())
        .setTimeMicros(evidence.timeMicros())
        .build();
  }

  private static List<ModelReference> models(io.millwright.models.prognosis.Prognosis prognosis) {
    return prognosis.models().stream()
        .map(
            model ->
                ModelReference.newBuilder()
                    .setName(model.name())
                    .setVersion(model.version())
                    .setSha256(model.sha256())
                    .build())
        .toList();
  }

  private static List<Contribution> contributions(
      List<io.millwright.models.prognosis.Contribution> contributions) {
    return contributions.stream()
        .map(
            contribution ->
                Contribution.newBuilder()
                    .setDescriptorName(contribution.descriptor())
                    .setValue(contribution.value())
                    .setTypical(contribution.typical())
                    .setContribution(contribution.contribution())
                    .build())
        .toList();
  }

  private static AlarmEvent alarmEvent(AssetKey asset, AlarmChange change, Concluded concluded) {
    AlarmEvent.Builder message =
        AlarmEvent.newBuilder()
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .setDetector(change.detector())
            .setPoint(change.point())
            .setTimeMicros(change.timeMicros())
            .setState(state(change.state()))
            .setPrevious(state(change.previous()))
            .setDetected(state(change.detected()))
            .setAnnunciated(change.annunciated())
            .setPriority(change.priority())
            .setValue(change.value())
            .setLimit(change.limit())
            .setUnit(change.unit())
            .setMeaning(change.meaning())
            .setReason(change.reason())
            .setBy(change.by())
            .setPlanId(concluded.planId())
            .setPlanVersion(concluded.planVersion());
    if (change.untilMicros() != AlarmChange.NO_END) {
      message.setUntilMicros(change.untilMicros());
    }
    return message.build();
  }

  private static AlarmEvent.AlarmState state(AlarmState state) {
    return switch (state) {
      case NORMAL -> AlarmEvent.AlarmState.NORMAL;
      case ACTIVE_UNACKNOWLEDGED -> AlarmEvent.AlarmState.ACTIVE_UNACKNOWLEDGED;
      case ACTIVE_ACKNOWLEDGED -> AlarmEvent.AlarmState.ACTIVE_ACKNOWLEDGED;
      case RETURNED_UNACKNOWLEDGED -> AlarmEvent.AlarmState.RETURNED_UNACKNOWLEDGED;
      case SHELVED -> AlarmEvent.AlarmState.SHELVED;
      case SUPPRESSED_BY_DESIGN -> AlarmEvent.AlarmState.SUPPRESSED_BY_DESIGN;
      case OUT_OF_SERVICE -> AlarmEvent.AlarmState.OUT_OF_SERVICE;
    };
  }

  private static State state(io.millwright.models.detection.State state) {
    return switch (state) {
      case UNKNOWN -> State.STATE_UNKNOWN;
      case NORMAL -> State.STATE_NORMAL;
      case ALERT -> State.STATE_ALERT;
      case ALARM -> State.STATE_ALARM;
    };
  }

  private static InstrumentFinding.Fault fault(InstrumentFault fault) {
    return switch (fault) {
      case CLOCK -> InstrumentFinding.Fault.CLOCK;
      case DROPOUT -> InstrumentFinding.Fault.DROPOUT;
      case UNIT_JUMP -> InstrumentFinding.Fault.UNIT_JUMP;
      case OUT_OF_RANGE -> InstrumentFinding.Fault.OUT_OF_RANGE;
      case SATURATED -> InstrumentFinding.Fault.SATURATED;
      case STUCK -> InstrumentFinding.Fault.STUCK;
      case SPIKES -> InstrumentFinding.Fault.SPIKES;
      case DRIFT -> InstrumentFinding.Fault.DRIFT;
    };
  }
}
