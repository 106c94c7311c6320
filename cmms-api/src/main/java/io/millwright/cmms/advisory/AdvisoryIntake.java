package io.millwright.cmms.advisory;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micronaut.runtime.event.annotation.EventListener;
import io.millwright.cmms.asset.AssetRegistered;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.asset.ProvisioningConfig;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.watchlist.WatchList;
import io.millwright.cmms.watchlist.WatchList.Taken.Ordered;
import io.millwright.cmms.watchlist.WatchList.Taken.Waits;
import io.millwright.cmms.workorder.RaisedAdvisory;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import jakarta.inject.Singleton;

/**
 * Takes an advisory in, in one transaction of its tenant: the advisory, the work order, watch item
 * or evidence, and the event about it are there together or not at all. An advisory that was taken
 * before changes nothing.
 */
@Singleton
class AdvisoryIntake {

  /** What became of an advisory. */
  enum Outcome {
    OPENED,
    EVIDENCE,
    WATCHED,
    PARKED,
    SEEN_BEFORE
  }

  private final Database database;
  private final Assets assets;
  private final WatchList watchList;
  private final ProvisioningConfig provisioning;

  AdvisoryIntake(
      Database database, Assets assets, WatchList watchList, ProvisioningConfig provisioning) {
    this.database = database;
    this.assets = assets;
    this.watchList = watchList;
    this.provisioning = provisioning;
  }

  /**
   * Takes an advisory in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(Advisory message) {
    AssetKey key = AdvisoryReading.asset(message);
    RaisedAdvisory advisory = AdvisoryReading.read(message);
    return TenantContext.call(
        key.tenant(), () -> database.write(() -> takeNew(message, key, advisory)));
  }

  private Outcome takeNew(Advisory message, AssetKey key, RaisedAdvisory advisory) {
    if (database.sql("select 1 as one from organization").list(row -> true).isEmpty()) {
      throw new IllegalArgumentException(
          "there is no organization '" + key.tenant() + "': create it first");
    }
    assets.lock(advisory.assetTag());
    // The row goes in as parked; a second transaction with the same id waits here for the first.
    int added =
        database
            .sql(
                """
                insert into advisory (id, asset_tag, failure_mode, rule, raised_at, outcome, message)
                values (:id, :asset, :failureMode, :rule, :raisedAt, 'PARKED', :message)
                on conflict do nothing
                """)
            .bind("id", advisory.id())
            .bind("asset", advisory.assetTag())
            .bind("failureMode", advisory.failureMode())
            .bind("rule", advisory.reason().rule())
            .bind("raisedAt", advisory.raisedAt())
            .bind("message", message.toByteArray())
            .update();
    if (added == 0) {
      return Outcome.SEEN_BEFORE;
    }
    if (!assets.exists(advisory.assetTag())) {
      if (!provisioning.autoProvision()) {
        return Outcome.PARKED;
      }
      // Registering unparks what waits for the asset, and that includes this advisory.
      if (assets.registerNamed(advisory.assetTag())) {
        return outcomeOf(advisory.id());
      }
    }
    return onward(advisory);
  }

  private Outcome outcomeOf(String id) {
    return database
        .sql("select outcome from advisory where id = :id")
        .bind("id", id)
        .one(row -> Outcome.valueOf(row.text("outcome")));
  }

  private Outcome onward(RaisedAdvisory advisory) {
    WatchList.Taken taken = watchList.take(advisory);
    Outcome outcome =
        taken instanceof Ordered order
            ? order.opened() ? Outcome.OPENED : Outcome.EVIDENCE
            : Outcome.WATCHED;
    database
        .sql(
            """
            update advisory set outcome = :outcome, work_order_id = :workOrderId, watch_item_id = :watchItemId,
              message = null
            where id = :id
            """)
        .bind("outcome", outcome)
        .bind("workOrderId", taken instanceof Ordered order ? order.workOrderId() : null)
        .bind("watchItemId", taken instanceof Waits item ? item.watchItemId() : null)
        .bind("id", advisory.id())
        .update();
    return outcome;
  }

  /** The asset has come: what waited for it goes on, in the transaction that registers it. */
  @EventListener
  void assetRegistered(AssetRegistered registered) {
    database
        .sql(
            """
            select message from advisory where asset_tag = :asset and outcome = 'PARKED'
            order by raised_at, id for update
            """)
        .bind("asset", registered.key().asset().value())
        .list(row -> row.bytes("message"))
        .forEach(message -> onward(AdvisoryReading.read(parsed(message))));
  }

  private static Advisory parsed(byte[] message) {
    try {
      return Advisory.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a parked advisory cannot be read back", e);
    }
  }
}
