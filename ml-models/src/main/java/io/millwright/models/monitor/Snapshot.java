package io.millwright.models.monitor;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.plan.MonitoringPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The state of a monitor as bytes: what is written today, and all that was ever written. */
final class Snapshot {
  private static final int MAGIC = 0x4d574153;

  /**
   * Version 1 ended before the source sequences of the open scans; version 2 had neither sums of
   * the descriptors' windows nor qualities, and counted scans of one candidate for a state; version
   * 3 ended before the regime, its rings were all of one length, and its detectors learned nothing.
   */
  private static final int VERSION = 4;

  private static final int ROOM = 32_768;

  private Snapshot() {}

  static byte[] write(AssetMonitor monitor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      out.writeUTF(monitor.plan().sha256());
      write(monitor, out);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(AssetMonitor monitor, DataOutput out) throws IOException {
    Blocks blocks = monitor.blocks;
    out.writeLong(monitor.newestMicros);
    out.writeLong(monitor.nextScan);
    out.writeLong(blocks.knownFromMicros);
    monitor.tally.write(out);
    monitor.intake.write(out);
    blocks.bank.write(out);
    blocks.states.write(out);
    blocks.rules.write(out);
    monitor.maintenanceLog.write(out);
    monitor.intake.writeSequences(out);
    monitor.intake.writeSigns(out);
    blocks.doctor.write(out);
    blocks.regime.write(out);
    blocks.normalised.write(out);
    blocks.alarms.write(out);
    monitor.alarmLog.write(out);
    blocks.waveforms.write(out);
  }

  static AssetMonitor read(AssetKey asset, MonitoringPlan plan, byte[] snapshot) {
    AssetMonitor monitor = new AssetMonitor(asset, plan);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("they do not begin like one");
      }
      int version = in.readUnsignedShort();
      if (version < 1 || version > VERSION) {
        throw new IOException(
            "its version is " + version + ", but this program reads 1 to " + VERSION);
      }
      String sha256 = in.readUTF();
      if (!sha256.equals(plan.sha256())) {
        throw new IOException("it was made under plan " + sha256 + ", not under " + plan.sha256());
      }
      read(monitor, in, version);
      if (in.read() >= 0) {
        throw new IOException("something follows its end");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the " + snapshot.length + " bytes are no snapshot of the monitor of " + asset + ": " + e,
          e);
    }
    monitor.resume();
    return monitor;
  }

  private static void read(AssetMonitor monitor, DataInputStream in, int version)
      throws IOException {
    Blocks blocks = monitor.blocks;
    monitor.newestMicros = in.readLong();
    monitor.nextScan = in.readLong();
    blocks.knownFromMicros = in.readLong();
    monitor.tally.read(in);
    monitor.intake = ScanIntake.read(monitor.plan().points().size(), in, version > 2);
    switch (version) {
      case 1, 2 -> blocks.bank.readVersion2(in);
      case 3 -> blocks.bank.readVersion3(in);
      default -> blocks.bank.read(in);
    }
    if (version > 2) {
      blocks.states.read(in);
    } else {
      blocks.states.readVersion2(in);
    }
    blocks.rules.read(in);
    monitor.maintenanceLog.read(in);
    if (version > 1) {
      monitor.intake.readSequences(in);
    }
    if (version > 3) {
      monitor.intake.readSigns(in);
      blocks.doctor.read(in);
      blocks.regime.read(in);
      blocks.normalised.read(in);
      blocks.alarms.read(in);
      monitor.alarmLog.read(in);
      blocks.waveforms.read(in);
    }
  }
}
