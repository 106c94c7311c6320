package io.millwright.cmms.device;

import io.micronaut.context.annotation.Context;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PostConstruct;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure at the start that gateways know what the database holds: assets from before there were
 * gateways that ask are told of once, and on demand everything is told again.
 */
@Context
final class RegistryAtStart {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegistryAtStart.class);

  /** In one transaction. */
  private static final int BATCH = 200;

  private interface Next {
    /** Tells of the next ones after that tag and returns their tags. */
    List<String> after(String tag);
  }

  private final Database database;
  private final DeviceConfig config;
  private final Assets assets;
  private final DeviceRepository devices;
  private final DeviceAnnouncements announcements;

  RegistryAtStart(
      Database database,
      DeviceConfig config,
      Assets assets,
      DeviceRepository devices,
      DeviceAnnouncements announcements) {
    this.database = database;
    this.config = config;
    this.assets = assets;
    this.devices = devices;
    this.announcements = announcements;
  }

  @PostConstruct
  void announce() {
    boolean everything = config.announceAll();
    List<TenantId> tenants =
        database.read(
            () ->
                database
                    .sql("select tenant from tenants_to_announce(:everything) as tenant")
                    .bind("everything", everything)
                    .list(row -> new TenantId(row.text("tenant"))));
    for (TenantId tenant : tenants) {
      TenantContext.run(tenant, () -> announce(tenant, everything));
    }
  }

  private void announce(TenantId tenant, boolean everything) {
    int told = all(tag -> assets(everything, tag));
    if (everything) {
      told += all(this::devices);
    }
    LOGGER
        .atInfo()
        .addKeyValue("tenant", tenant)
        .addKeyValue("count", told)
        .log("assets and devices told to gateways");
  }

  private int all(Next next) {
    int told = 0;
    String last = "";
    List<String> batch;
    do {
      String after = last;
      batch = database.write(() -> next.after(after));
      told += batch.size();
      last = batch.isEmpty() ? last : batch.get(batch.size() - 1);
    } while (!batch.isEmpty());
    return told;
  }

  private List<String> assets(boolean everything, String after) {
    List<String> tags = assets.toAnnounce(everything, after, BATCH);
    tags.forEach(assets::announce);
    return tags;
  }

  private List<String> devices(String after) {
    List<String> tags =
        devices.page(null, null, after, BATCH).stream().map(DeviceView.Item::tag).toList();
    tags.stream().filter(tag -> devices.lock(tag).isPresent()).forEach(announcements::announce);
    return tags;
  }
}
