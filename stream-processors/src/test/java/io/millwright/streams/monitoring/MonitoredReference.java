package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** What an undisturbed run of the engine would have left in Kafka. */
public final class MonitoredReference {
  private MonitoredReference() {}

  public static List<HealthAssessment> health(
      AssetKey asset, MonitoringPlan plan, Conclusions conclusions) {
    return ConclusionMessages.health(asset, concluded(plan, conclusions));
  }

  public static List<Prognosis> prognoses(
      AssetKey asset, MonitoringPlan plan, Conclusions conclusions) {
    return ConclusionMessages.prognoses(asset, concluded(plan, conclusions));
  }

  public static List<Advisory> advisories(
      AssetKey asset, MonitoringPlan plan, Conclusions conclusions) {
    return ConclusionMessages.advisories(asset, concluded(plan, conclusions));
  }

  /** As the change log has it. */
  public static byte[] stored(AssetMonitor monitor) {
    return StoredMonitor.of(MonitoredAsset.under(monitor, null)).write();
  }

  /**
   * The snapshot of the monitor that a restart would begin from.
   *
   * @param changeLog the last bytes of each key
   */
  public static byte[] restored(
      AssetKey asset, MonitoringPlan plan, Map<String, byte[]> changeLog) {
    byte[] stored = changeLog.get(asset.toString());
    assertThat(stored).as("what is stored of " + asset).isNotNull();
    StoredForm.Whole whole = StoredForm.Whole.read(stored);
    List<byte[]> changes =
        StoredForm.changesSince(
            whole,
            Bytes.wrap(asset.toString().getBytes(UTF_8)),
            key -> changeLog.get(new String(key.get(), UTF_8)));
    return MonitoredAsset.restore(asset, plan, StoredMonitor.read(whole.bytes()), changes)
        .monitor()
        .snapshot();
  }

  /** One after the other, as if they were one; without what came too late. */
  static Conclusions together(List<Conclusions> all) {
    return new Conclusions(
        all.stream().flatMap(each -> each.descriptors().stream()).toList(),
        all.stream().flatMap(each -> each.findings().stream()).toList(),
        all.stream().flatMap(each -> each.stateChanges().stream()).toList(),
        all.stream().flatMap(each -> each.alarms().stream()).toList(),
        all.stream().flatMap(each -> each.health().stream()).toList(),
        all.stream().flatMap(each -> each.prognoses().stream()).toList(),
        all.stream().flatMap(each -> each.advisories().stream()).toList(),
        null);
  }

  private static Concluded concluded(MonitoringPlan plan, Conclusions conclusions) {
    return new Concluded(plan.id(), plan.version(), "", conclusions);
  }
}
