package io.millwright.streams.historian;

/**
 * How the historian goes, since its start.
 *
 * @param measurementsStored readings stored, parked ones included
 * @param duplicates readings that were stored already
 * @param conditionsStored evaluations stored: health and prognosis of one asset and time are one
 * @param parked readings whose event time cannot be true: kept apart from the others
 * @param unreadable records passed over because they are not what their topic holds
 * @param missed records that Kafka deleted before they were read, control records included
 * @param lag records in Kafka that are not read yet
 * @param storage postgresql, timescaledb-apache or timescaledb; empty until the database was
 *     reached
 * @param writing false while the database cannot be reached or written
 */
public record HistorianStatus(
    long measurementsStored,
    long duplicates,
    long conditionsStored,
    long parked,
    long unreadable,
    long missed,
    long lag,
    String storage,
    boolean writing) {

  HistorianStatus notWriting() {
    return new HistorianStatus(
        measurementsStored,
        duplicates,
        conditionsStored,
        parked,
        unreadable,
        missed,
        lag,
        storage,
        false);
  }
}
