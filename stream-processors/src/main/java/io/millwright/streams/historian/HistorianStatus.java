package io.millwright.streams.historian;

/**
 * How the historian goes, since its start.
 *
 * @param measurementsStored readings stored, parked ones and corrections included
 * @param duplicates readings that changed nothing: stored already, or corrected already
 * @param descriptorsStored values of descriptors stored
 * @param conditionsStored evaluations stored: health and prognosis of one asset and time are one
 * @param statesStored changes of state stored, those that were told again among them
 * @param eventsStored events stored
 * @param waveformsStored waveforms stored
 * @param parked readings whose event time cannot be true: kept apart from the others
 * @param refused readings and waveforms of points beyond the most that an asset may have
 * @param unreadable records passed over because they are not what their topic holds
 * @param setAside records that the database refused for what is in them
 * @param missed records that Kafka deleted before they were read, control records included
 * @param lag records in Kafka that are not read yet
 * @param storage postgresql, timescaledb-apache or timescaledb; empty until the database was
 *     reached
 * @param writing false while the database cannot be reached or written
 */
public record HistorianStatus(
    long measurementsStored,
    long duplicates,
    long descriptorsStored,
    long conditionsStored,
    long statesStored,
    long eventsStored,
    long waveformsStored,
    long parked,
    long refused,
    long unreadable,
    long setAside,
    long missed,
    long lag,
    String storage,
    boolean writing) {

  HistorianStatus notWriting() {
    return new HistorianStatus(
        measurementsStored,
        duplicates,
        descriptorsStored,
        conditionsStored,
        statesStored,
        eventsStored,
        waveformsStored,
        parked,
        refused,
        unreadable,
        setAside,
        missed,
        lag,
        storage,
        false);
  }
}
