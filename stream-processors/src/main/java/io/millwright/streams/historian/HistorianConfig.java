package io.millwright.streams.historian;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the historian runs.
 *
 * @param bootstrapServers of Kafka, as {@code host:port,host:port}
 * @param group its consumer group, and the name under which the database keeps its offsets
 * @param instanceId this instance within the group, the same after each restart
 * @param database where it writes, as millwright_historian
 * @param owner how to reach the same database as millwright_owner, to bring the schema up to date
 *     at the start; null = somebody else does
 * @param storing what it stores, and how
 * @param newTopics how topics are made that do not exist yet
 * @param kafka further properties of each Kafka client, for example for TLS
 */
public record HistorianConfig(
    String bootstrapServers,
    String group,
    String instanceId,
    Database database,
    @Nullable Database owner,
    Storing storing,
    NewTopics newTopics,
    Map<String, String> kafka) {

  /** A login to the database. */
  public record Database(String jdbcUrl, String user, String password) {
    public Database {
      if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException(
            "jdbcUrl must begin with jdbc:postgresql:, but was '" + jdbcUrl + "'");
      }
      if (user.isBlank()) {
        throw new IllegalArgumentException("user of " + jdbcUrl + " must not be empty");
      }
    }

    /** Without the password, which may also be among the parameters of the URL. */
    @Override
    public String toString() {
      int parameters = jdbcUrl.indexOf('?');
      return user + "@" + (parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters));
    }
  }

  /**
   * What is stored, and how.
   *
   * @param readingsPerTransaction most readings that are written in one transaction, give or take
   *     one message; 1 or more
   * @param futureTolerance how far an event time may be ahead of this machine's clock before the
   *     reading is parked
   * @param pointsPerAsset most measurement points of one asset, and most descriptors; readings of
   *     further ones are refused; 1 or more
   * @param rollupSettle how long after the end of an hour its readings are rolled up, so that those
   *     that come a little late do not have it rolled twice; 0 to 7 days
   * @param descriptors whether descriptors are stored: they are most of the rows
   */
  public record Storing(
      int readingsPerTransaction,
      Duration futureTolerance,
      int pointsPerAsset,
      Duration rollupSettle,
      boolean descriptors) {
    static final Storing USUAL =
        new Storing(50_000, Duration.ofDays(366), 20_000, Duration.ofMinutes(5), true);

    public Storing {
      if (readingsPerTransaction < 1) {
        throw new IllegalArgumentException(
            "readingsPerTransaction must be 1 or more, but was " + readingsPerTransaction);
      }
      if (futureTolerance.isNegative() || futureTolerance.toDays() > 36_500) {
        throw new IllegalArgumentException(
            "futureTolerance must be 0 to 36500 days, but was " + futureTolerance);
      }
      if (pointsPerAsset < 1) {
        throw new IllegalArgumentException(
            "pointsPerAsset must be 1 or more, but was " + pointsPerAsset);
      }
      if (rollupSettle.isNegative() || rollupSettle.toDays() > 7) {
        throw new IllegalArgumentException(
            "rollupSettle must be 0 to 7 days, but was " + rollupSettle);
      }
    }
  }

  /**
   * How topics are made that do not exist yet.
   *
   * @param partitions 1 or more
   * @param replicationFactor 1 or more
   * @param startPatience how long Kafka may take to answer at the start
   */
  public record NewTopics(int partitions, short replicationFactor, Duration startPatience) {
    public NewTopics {
      if (partitions < 1 || replicationFactor < 1) {
        throw new IllegalArgumentException(
            "topicPartitions and replicationFactor must be 1 or more, but were "
                + partitions
                + " and "
                + replicationFactor);
      }
    }
  }

  public HistorianConfig {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers must name Kafka as host:port");
    }
    if (group.isBlank() || instanceId.isBlank()) {
      throw new IllegalArgumentException("group and instanceId must not be empty");
    }
    kafka = Map.copyOf(kafka);
  }

  /** Four partitions, no replicas, a year of tolerance: a single machine. */
  public static HistorianConfig of(
      String bootstrapServers, Database database, @Nullable Database owner) {
    return new HistorianConfig(
        bootstrapServers,
        "millwright-historian",
        "1",
        database,
        owner,
        Storing.USUAL,
        new NewTopics(4, (short) 1, Duration.ofSeconds(60)),
        Map.of());
  }

  public HistorianConfig withInstanceId(String id) {
    return new HistorianConfig(
        bootstrapServers, group, id, database, owner, storing, newTopics, kafka);
  }

  public HistorianConfig withStoring(Storing other) {
    return new HistorianConfig(
        bootstrapServers, group, instanceId, database, owner, other, newTopics, kafka);
  }

  public HistorianConfig withoutDescriptors() {
    return withStoring(
        new Storing(
            storing.readingsPerTransaction(),
            storing.futureTolerance(),
            storing.pointsPerAsset(),
            storing.rollupSettle(),
            false));
  }

  public HistorianConfig withKafka(Map<String, String> properties) {
    return new HistorianConfig(
        bootstrapServers, group, instanceId, database, owner, storing, newTopics, properties);
  }

  public HistorianConfig withTopicPartitions(int partitions) {
    NewTopics others =
        new NewTopics(partitions, newTopics.replicationFactor(), newTopics.startPatience());
    return new HistorianConfig(
        bootstrapServers, group, instanceId, database, owner, storing, others, kafka);
  }
}
