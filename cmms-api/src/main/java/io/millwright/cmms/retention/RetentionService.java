package io.millwright.cmms.retention;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people see of how long time series are kept, and say about it. */
@Singleton
final class RetentionService {
  private final Database database;
  private final Retentions retentions;
  private final RetentionPreview preview;

  RetentionService(Database database, Retentions retentions, RetentionPreview preview) {
    this.database = database;
    this.retentions = retentions;
    this.preview = preview;
  }

  RetentionView.Settings all() {
    return database.read(
        () ->
            new RetentionView.Settings(
                retentions.all().stream().map(stored -> view(stored.site())).toList(),
                retentions.sites()));
  }

  RetentionView.Setting get(@Nullable String site) {
    return database.read(() -> view(key(site)));
  }

  RetentionView.History history(@Nullable String site) {
    return database.read(() -> new RetentionView.History(retentions.history(key(site))));
  }

  /** What a setting would remove if it were made now. */
  RetentionView.Preview preview(@Nullable String site, Retention keeps) {
    return database.read(
        () -> {
          String key = key(site);
          return new RetentionView.Preview(siteOrNull(key), preview.of(key, keeps, Instant.now()));
        });
  }

  /**
   * Says how long time series are kept.
   *
   * @param seen the version that the caller saw; another one now means 412
   */
  RetentionView.Setting put(@Nullable String site, long seen, Retention keeps, Caller caller) {
    return database.write(
        () -> {
          String key = key(site);
          change(key, seen);
          retentions.add(key, seen + 1, keeps, Instant.now(), caller.username());
          return view(key);
        });
  }

  /** Withdraws a setting: then a site goes by the organization's, or keeps for ever. */
  void remove(@Nullable String site, long seen, Caller caller) {
    database.write(
        () -> {
          String key = key(site);
          if (change(key, seen).map(Retentions.Stored::keeps).isEmpty()) {
            throw ProblemException.notFound("retention setting");
          }
          retentions.add(key, seen + 1, null, Instant.now(), caller.username());
          return true;
        });
  }

  private Optional<Retentions.Stored> change(String key, long seen) {
    retentions.lock();
    Optional<Retentions.Stored> stored = retentions.newest(key);
    long version = stored.map(Retentions.Stored::version).orElse(0L);
    if (version != seen) {
      throw new ProblemException(
          HttpStatus.PRECONDITION_FAILED,
          "the retention setting has changed: it is version "
              + version
              + " now, not "
              + seen
              + ". Read it again");
    }
    return stored;
  }

  private RetentionView.Setting view(String key) {
    Optional<Retentions.Stored> stored = retentions.newest(key);
    Retention own = stored.map(Retentions.Stored::keeps).orElse(null);
    Retention keeps =
        own != null
            ? own
            : retentions
                .newest(Retentions.ORGANIZATION)
                .map(Retentions.Stored::keeps)
                .orElse(Retention.EVER);
    return new RetentionView.Setting(
        siteOrNull(key),
        own != null,
        keeps,
        stored.map(Retentions.Stored::changedAt).orElse(null),
        stored.map(Retentions.Stored::changedBy).orElse(null),
        stored.map(Retentions.Stored::version).orElse(0L));
  }

  private static @Nullable String siteOrNull(String key) {
    return key.equals(Retentions.ORGANIZATION) ? null : key;
  }

  /**
   * The site as it is stored.
   *
   * @throws ProblemException 400 if no asset is there, nor ever a setting was: a misspelt one would
   *     keep what it should not
   */
  private String key(@Nullable String site) {
    String key = site == null ? Retentions.ORGANIZATION : site.strip();
    if (!key.equals(Retentions.ORGANIZATION)
        && !retentions.sites().contains(key)
        && retentions.newest(key).isEmpty()) {
      throw ProblemException.badRequest(
          "site: no asset is at '" + key + "'; /api/retentions names the sites");
    }
    return key;
  }
}
