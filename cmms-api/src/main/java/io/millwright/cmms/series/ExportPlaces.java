package io.millwright.cmms.series;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How many exports may run at a time, of an organization and in this process. One that nobody reads
 * for a minute keeps its place only until another wants it.
 */
@Singleton
final class ExportPlaces {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final int most;
  private final int mostOfOrganization;
  private final LongSupplier nanoTime;
  private final Set<Place> taken = new HashSet<>();

  @Inject
  ExportPlaces(SeriesConfig config) {
    this(config.exports(), config.exportsOfOrganization(), System::nanoTime);
  }

  ExportPlaces(int most, int mostOfOrganization, LongSupplier nanoTime) {
    this.most = most;
    this.mostOfOrganization = mostOfOrganization;
    this.nanoTime = nanoTime;
  }

  /** The place of an export that runs. */
  final class Place implements AutoCloseable {
    private final TenantId tenant;
    private long usedAt = nanoTime.getAsLong();

    private Place(TenantId tenant) {
      this.tenant = tenant;
    }

    /** Somebody reads on. False = the place is another's now. */
    boolean use() {
      synchronized (ExportPlaces.this) {
        usedAt = nanoTime.getAsLong();
        return taken.contains(this);
      }
    }

    @Override
    public void close() {
      synchronized (ExportPlaces.this) {
        taken.remove(this);
      }
    }
  }

  /**
   * Takes a place.
   *
   * @throws ProblemException 429, if there is none
   */
  synchronized Place take(TenantId tenant) {
    if (!hasRoomFor(tenant)) {
      long now = nanoTime.getAsLong();
      taken.removeIf(place -> now - place.usedAt > PATIENCE.toNanos());
    }
    if (!hasRoomFor(tenant)) {
      boolean ofOrganization = of(tenant) >= mostOfOrganization;
      throw new ProblemException(
          HttpStatus.TOO_MANY_REQUESTS,
          ofOrganization
              ? "your organization has "
                  + mostOfOrganization
                  + " exports running, which is as many as it may: let one of them end first"
              : "this server has " + most + " exports running: try again in a minute");
    }
    Place place = new Place(tenant);
    taken.add(place);
    return place;
  }

  private boolean hasRoomFor(TenantId tenant) {
    return taken.size() < most && of(tenant) < mostOfOrganization;
  }

  private long of(TenantId tenant) {
    return taken.stream().filter(place -> place.tenant.equals(tenant)).count();
  }
}
