package io.millwright.cmms.model;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.ModelRelease;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Releases models: the newest version of a name is in force. */
@Singleton
final class ModelService {
  /** What Kafka adds around a record. */
  private static final int ENVELOPE_BYTES = 16 * 1024;

  private final Database database;
  private final Outbox outbox;

  ModelService(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** Takes the bytes of a {@link ModelRelease}; tenant and version in it are not looked at. */
  ModelView.Released release(byte[] bytes, Caller caller) {
    if (bytes.length > Topics.MAX_MODEL_BYTES - ENVELOPE_BYTES) {
      throw new ProblemException(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "a model release may have "
              + (Topics.MAX_MODEL_BYTES - ENVELOPE_BYTES)
              + " bytes, but this one has "
              + bytes.length);
    }
    ModelRelease given = checked(bytes);
    return database.write(
        () -> {
          // One release of a name at a time: versions follow each other, and so do their records.
          database
              .sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))::text as locked")
              .bind("lock", "model:" + caller.tenant() + "/" + given.getName())
              .list(row -> true);
          int version =
              database
                  .sql(
                      "select coalesce(max(version), 0) + 1 as next from model_release where name = :name")
                  .bind("name", given.getName())
                  .one(row -> row.integer("next"));
          database
              .sql(
                  """
                  insert into model_release (name, version, card, model, sha256, released_by)
                  values (:name, :version, :card, :model, :sha256, :by)
                  """)
              .bind("name", given.getName())
              .bind("version", version)
              .bind("card", given.getCard())
              .bind("model", given.getModel().toByteArray())
              .bind("sha256", given.getSha256())
              .bind("by", caller.username())
              .update();
          outbox.model(
              given.toBuilder().setTenant(caller.tenant().value()).setVersion(version).build());
          return new ModelView.Released(given.getName(), version, given.getSha256());
        });
  }

  List<ModelView.Listed> list() {
    return database.read(
        () ->
            database
                .sql(
                    """
                    select name, version, sha256, length(model) as bytes, card, released_at, released_by,
                      version = max(version) over (partition by name) as in_force
                    from model_release order by name, version desc
                    """)
                .list(
                    row ->
                        new ModelView.Listed(
                            row.text("name"),
                            row.integer("version"),
                            row.text("sha256"),
                            row.integer("bytes"),
                            row.text("card"),
                            row.flag("in_force"),
                            row.instant("released_at"),
                            row.text("released_by"))));
  }

  private static ModelRelease checked(byte[] bytes) {
    ModelRelease given;
    try {
      given = ModelRelease.parseFrom(bytes);
      // same characters as a tag
      new AssetId(given.getName());
    } catch (InvalidProtocolBufferException e) {
      throw refused("the body is not a ModelRelease message: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw refused(
          "name of the model: " + String.valueOf(e.getMessage()).replace("asset ", ""), e);
    }
    if (given.getModel().isEmpty()) {
      throw ProblemException.badRequest("the release holds no model bytes");
    }
    String actual = sha256(given.getModel().toByteArray());
    if (!actual.equals(given.getSha256())) {
      throw ProblemException.badRequest(
          "sha256 of the model bytes is "
              + actual
              + ", but the release says '"
              + given.getSha256()
              + "': the file was changed on its way");
    }
    return given;
  }

  private static ProblemException refused(String detail, Exception cause) {
    ProblemException problem = ProblemException.badRequest(detail);
    problem.initCause(cause);
    return problem;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
