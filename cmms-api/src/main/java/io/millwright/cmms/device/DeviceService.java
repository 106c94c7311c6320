package io.millwright.cmms.device;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.DatabaseException;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people do with devices, each in a transaction of its own. */
@Singleton
class DeviceService {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeviceService.class);
  private static final int MOST_CREDENTIALS = 20;

  private final Database database;
  private final Devices devices;
  private final DeviceRepository repository;
  private final Credentials credentials;

  DeviceService(
      Database database, Devices devices, DeviceRepository repository, Credentials credentials) {
    this.database = database;
    this.devices = devices;
    this.repository = repository;
    this.credentials = credentials;
  }

  DeviceView.Page page(
      @Nullable String text, @Nullable DeviceState state, int limit, @Nullable String cursor) {
    String after = cursor == null ? "" : Cursor.parts(cursor, 1).get(0);
    String pattern = text == null || text.isBlank() ? null : Sql.containing(text);
    List<DeviceView.Item> found =
        database.read(() -> repository.page(pattern, state, after, limit + 1));
    return found.size() <= limit
        ? new DeviceView.Page(found, null)
        : new DeviceView.Page(found.subList(0, limit), Cursor.of(found.get(limit - 1).tag()));
  }

  DeviceView.Detail get(String tag) {
    return database.read(() -> detail(tag));
  }

  DeviceView.Detail register(DescribeDevice said, Caller caller) {
    String tag = said.tag();
    if (tag == null) {
      throw ProblemException.badRequest("tag is missing");
    }
    return database.write(
        () -> {
          devices.register(tag, said, caller.username());
          return detail(tag);
        });
  }

  /**
   * Describes a device anew.
   *
   * @param version the version that the caller saw; another one now means 412
   */
  DeviceView.Detail describe(String tag, long version, DescribeDevice said, Caller caller) {
    if (said.tag() != null && !said.tag().equals(tag)) {
      throw ProblemException.badRequest(
          "the tag of a device cannot change: register '"
              + said.tag()
              + "' and delete '"
              + tag
              + "'");
    }
    return database.write(
        () -> {
          long current = locked(tag);
          if (current != version) {
            throw new ProblemException(
                HttpStatus.PRECONDITION_FAILED,
                "device '"
                    + tag
                    + "' has changed: it is version "
                    + current
                    + " now, not "
                    + version
                    + ". Read it again");
          }
          devices.describe(tag, said, caller.username());
          return detail(tag);
        });
  }

  DeviceView.Detail setState(String tag, DeviceState state, Caller caller) {
    return database.write(
        () -> {
          locked(tag);
          repository.setState(tag, state);
          devices.changed(tag, caller.username());
          LOGGER
              .atInfo()
              .addKeyValue("device", tag)
              .addKeyValue("state", state)
              .addKeyValue("user", caller.username())
              .log("state of a device set");
          return detail(tag);
        });
  }

  void delete(String tag, Caller caller) {
    database.write(
        () -> {
          locked(tag);
          devices.delete(tag);
          LOGGER
              .atInfo()
              .addKeyValue("device", tag)
              .addKeyValue("user", caller.username())
              .log("device deleted");
          return true;
        });
  }

  DeviceView.Added addCredential(String tag, AddCredential wanted, Caller caller) {
    // Before the transaction: a slow hash must not hold a connection.
    NewCredential made = credentials.make(caller.tenant(), tag, wanted);
    try {
      return database.write(
          () -> {
            locked(tag);
            if (repository.countCredentials(tag) >= MOST_CREDENTIALS) {
              throw ProblemException.conflict(
                  "device '"
                      + tag
                      + "' has "
                      + MOST_CREDENTIALS
                      + " credentials, and may not have more: remove one");
            }
            repository.addCredential(tag, made, caller.username());
            devices.changed(tag, caller.username());
            DeviceView.Detail device = detail(tag);
            return new DeviceView.Added(
                device.credentialList().stream()
                    .filter(credential -> credential.id().equals(made.id()))
                    .findFirst()
                    .orElseThrow(),
                device.item().userName(),
                made.secret());
          });
    } catch (DatabaseException e) {
      if (!e.uniqueViolation()) {
        throw e;
      }
      ProblemException problem =
          ProblemException.conflict(
              made.kind() == CredentialKind.CERTIFICATE
                  ? "this certificate is a device's already: make another one for this device"
                  : "identity '"
                      + Objects.requireNonNull(made.identity())
                      + "' is a device's already: choose another one");
      problem.initCause(e);
      throw problem;
    }
  }

  DeviceView.Detail removeCredential(String tag, UUID id, Caller caller) {
    return database.write(
        () -> {
          locked(tag);
          if (!repository.removeCredential(tag, id)) {
            throw ProblemException.notFound("credential " + id + " of device '" + tag + "'");
          }
          devices.changed(tag, caller.username());
          return detail(tag);
        });
  }

  private long locked(String tag) {
    return repository.lock(tag).orElseThrow(() -> Devices.unknown(tag));
  }

  private DeviceView.Detail detail(String tag) {
    return repository.find(tag).orElseThrow(() -> Devices.unknown(tag));
  }
}
