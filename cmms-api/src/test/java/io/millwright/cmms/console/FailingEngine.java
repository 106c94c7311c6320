package io.millwright.cmms.console;

import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.Contribution;
import io.millwright.contracts.wire.Evidence;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

/**
 * A real engine of the C-MAPSS data on its way to failure: its readings as the historian stores
 * them, and the advisory about it. An advisory is due {@value #CYCLES_LEFT} cycles before the end.
 */
final class FailingEngine {
  private static final int CYCLES_LEFT = 24;
  private static final int MEAN_OVER = 15;
  private static final int PERSISTENCE = 6;

  private final CmapssUnit unit;
  private final int raisedIn;
  private final Instant raisedAt;

  /**
   * One of the engines that no model has learnt from.
   *
   * @param raisedAt event time of the cycle in which the advisory is raised
   */
  FailingEngine(int heldBack, Instant raisedAt) {
    unit = CmapssFd001.load().heldBack().get(heldBack);
    raisedIn = unit.cycles() - CYCLES_LEFT;
    this.raisedAt = raisedAt;
  }

  String tag() {
    return CmapssFd001.trainingTag(unit);
  }

  /** Readings up to now, and a condition that gets worse as the end comes near. */
  void store(String database) throws SQLException {
    try (Connection connection = TestPostgres.superuser(database)) {
      connection.setAutoCommit(false);
      for (int column = 0; column < CmapssUnit.COLUMNS.size(); column++) {
        storeReadings(connection, column);
      }
      storeCondition(connection);
      connection.commit();
    }
  }

  private void storeReadings(Connection connection, int column) throws SQLException {
    long point =
        id(
            connection,
            "insert into series.point (tenant_id, asset, point) values (?, ?, ?) returning point_id",
            TestCmms.TENANT,
            tag(),
            CmapssUnit.COLUMNS.get(column));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into series.measurement (point_id, time, value) values (?, ?, ?)")) {
      for (int cycle = 1; cycle <= raisedIn; cycle++) {
        insert.setLong(1, point);
        insert.setTimestamp(2, Timestamp.from(timeOf(cycle)));
        insert.setDouble(3, unit.row(cycle)[column]);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void storeCondition(Connection connection) throws SQLException {
    long asset =
        id(
            connection,
            "insert into series.asset_series (tenant_id, asset) values (?, ?) returning asset_id",
            TestCmms.TENANT,
            tag());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into series.condition values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int cycle = MEAN_OVER; cycle <= raisedIn; cycle++) {
        int left = Math.min(125, unit.cycles() - cycle);
        double probability = probability(cycle);
        insert.setLong(1, asset);
        insert.setTimestamp(2, Timestamp.from(timeOf(cycle)));
        insert.setDouble(3, left / 125.0);
        insert.setInt(4, probability > 0.5 ? 3 : probability > 0.1 ? 2 : 1);
        insert.setDouble(5, probability);
        insert.setDouble(6, left);
        insert.setDouble(7, left * 0.6);
        insert.setDouble(8, left * 1.5);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** As the processors would raise it; {@code episode} makes it another one. */
  Advisory advisory(int episode) {
    double t50 = meanOf("T50", raisedIn);
    return Advisories.advisory(tag(), "hpc-degradation", episode)
        .setTitle("High-pressure compressor of " + tag() + " is degrading")
        .setEpisodeStartMicros(micros(raisedAt.minus(Duration.ofHours(PERSISTENCE))))
        .setRaisedAtMicros(micros(raisedAt))
        .setPriority(2)
        .setDueByMicros(micros(raisedAt.plus(Duration.ofHours(14))))
        .setExplanation(explanation())
        .clearEvidence()
        .addEvidence(evidence("failure probability", probability(raisedIn), 0.5, "1"))
        .addEvidence(evidence("T50", t50, 1418, "[degR]"))
        .clearContributions()
        .addContributions(contribution("T50", 0.75))
        .addContributions(contribution("Ps30", 0.5))
        .addContributions(contribution("Nc", -0.25))
        .setPrognosis(prognosis())
        .setTrendFromMicros(micros(raisedAt.minus(Duration.ofHours(120))))
        .build();
  }

  String explanation() {
    return "Failure of " + tag() + " within 30 h has become likely.";
  }

  private Prognosis prognosis() {
    return Prognosis.newBuilder()
        .setTenant(TestCmms.TENANT)
        .setAsset(tag())
        .setTimeMicros(micros(raisedAt))
        .setFailureMode("hpc-degradation")
        .setHorizonHours(30)
        .setFailureProbability(probability(raisedIn))
        .setRemainingLifeHours(CYCLES_LEFT)
        .setRemainingLifeLowHours(CYCLES_LEFT * 0.6)
        .setRemainingLifeHighHours(CYCLES_LEFT * 1.5)
        .build();
  }

  private Evidence evidence(String subject, double value, double limit, String unitCode) {
    return Evidence.newBuilder()
        .setSubject(subject)
        .setValue(value)
        .setLimit(limit)
        .setRelation("above")
        .setUnit(unitCode)
        .setTimeMicros(micros(raisedAt))
        .build();
  }

  private Contribution contribution(String point, double size) {
    return Contribution.newBuilder()
        .setDescriptorName(point + "/mean15")
        .setValue(meanOf(point, raisedIn))
        .setTypical(meanOf(point, 2 * MEAN_OVER))
        .setContribution(size)
        .build();
  }

  private double meanOf(String point, int cycle) {
    int column = CmapssUnit.COLUMNS.indexOf(point);
    return IntStream.rangeClosed(cycle - MEAN_OVER + 1, cycle)
        .mapToDouble(one -> unit.row(one)[column])
        .average()
        .orElseThrow();
  }

  private double probability(int cycle) {
    return 1 / (1 + Math.exp((unit.cycles() - cycle - 30) / 6.0));
  }

  private Instant timeOf(int cycle) {
    return raisedAt.minus(Duration.ofHours(raisedIn - (long) cycle));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static long id(Connection connection, String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
