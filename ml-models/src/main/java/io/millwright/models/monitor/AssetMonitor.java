package io.millwright.models.monitor;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.prognosis.ModelCatalog;

/**
 * One asset's way through all blocks: readings, time and maintenance records in, conclusions out.
 *
 * <p>It reads no clock, starts no thread and does no I/O. The same inputs give the same
 * conclusions, whatever the batch size, with repeated readings and with disorder up to the plan's
 * lateness. Not safe for use by several threads.
 */
public final class AssetMonitor {
  private final AssetKey asset;
  private final MonitoringPlan plan;

  /** A monitor of an asset about which nothing is known yet. */
  public AssetMonitor(AssetKey asset, MonitoringPlan plan) {
    this.asset = asset;
    this.plan = plan;
  }

  public MonitoringPlan plan() {
    return plan;
  }

  /**
   * Takes readings of this asset; readings that were taken before, or that come too late, change
   * nothing.
   */
  public Conclusions accept(Measurements measurements, ModelCatalog models) {
    throw new IllegalStateException(asset + " has no engine yet");
  }

  /**
   * Event time has reached {@code timeMicros} although no reading said so: evaluates what is
   * complete by then.
   */
  public Conclusions advanceTo(long timeMicros, ModelCatalog models) {
    throw new IllegalStateException(asset + " has no engine yet");
  }

  /** Takes what maintenance did. */
  public Conclusions accept(MaintenanceRecord maintenance) {
    throw new IllegalStateException(asset + " has no engine yet");
  }

  /**
   * The monitor that goes on under another plan. It keeps what the new plan can use (rolling
   * windows when scan, points and descriptors are the same, open episodes always) and learns the
   * rest anew.
   */
  public AssetMonitor under(MonitoringPlan newPlan) {
    throw new IllegalStateException(asset + " has no engine yet");
  }

  /**
   * The whole state as bytes, versioned; {@link #restore} reads them. Without the plan, which has
   * its own home.
   */
  public byte[] snapshot() {
    throw new IllegalStateException(asset + " has no engine yet");
  }

  /**
   * The monitor whose {@link #snapshot()} this was.
   *
   * @throws IllegalArgumentException if the bytes are no snapshot, or one of another plan
   */
  public static AssetMonitor restore(AssetKey asset, MonitoringPlan plan, byte[] snapshot) {
    throw new IllegalStateException(asset + " has no engine yet");
  }
}
