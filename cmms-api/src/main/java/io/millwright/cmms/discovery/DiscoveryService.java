package io.millwright.cmms.discovery;

import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.asset.DescribePoint;
import io.millwright.cmms.asset.MeasurementPoint.Origin;
import io.millwright.cmms.device.Devices;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with discoveries, each in one transaction. */
@Singleton
class DiscoveryService {
  private final Database database;
  private final DiscoveryRepository discoveries;
  private final Devices devices;
  private final Assets assets;

  DiscoveryService(
      Database database, DiscoveryRepository discoveries, Devices devices, Assets assets) {
    this.database = database;
    this.discoveries = discoveries;
    this.devices = devices;
    this.assets = assets;
  }

  DiscoveryView.Page page(DiscoveryRepository.Filter filter, int limit, @Nullable String cursor) {
    Instant before = null;
    UUID beforeId = null;
    if (cursor != null) {
      List<String> parts = Cursor.parts(cursor, 2);
      try {
        before = Instant.parse(parts.get(0));
        beforeId = UUID.fromString(parts.get(1));
      } catch (DateTimeException | IllegalArgumentException e) {
        throw Cursor.unknown(e);
      }
    }
    Instant from = before;
    UUID fromId = beforeId;
    List<DiscoveryView.Item> found =
        database.read(() -> discoveries.page(filter, from, fromId, limit + 1));
    if (found.size() <= limit) {
      return new DiscoveryView.Page(found, null);
    }
    DiscoveryView.Item last = found.get(limit - 1);
    return new DiscoveryView.Page(
        found.subList(0, limit), Cursor.of(last.lastSeenAt().toString(), last.id().toString()));
  }

  /** Whether the caller sees who knocked in vain: only those who manage devices do. */
  static boolean seesClaims(Caller caller) {
    return caller.permissions().contains(Permission.DEVICE_WRITE);
  }

  /** Registers what is missing for one discovery. */
  DiscoveryView.Mapped map(UUID id, MapDiscovery how, Caller caller) {
    return database.write(
        () -> {
          DiscoveryView.Item item = discoveries.find(id).orElseThrow(() -> unknown(id));
          DescribePoint point = DescribePoint.inUnit(how.unit() == null ? item.unit() : how.unit());
          return map(
              item,
              new NewAsset(how.assetName(), how.assetClass(), how.site()),
              item.point() == null ? Map.of() : Map.of(item.point(), point),
              List.of(item),
              caller);
        });
  }

  /** Registers what is missing for everything that a source sent for an asset. */
  DiscoveryView.Mapped mapAsset(MapAsset how, Caller caller) {
    return database.write(
        () -> {
          List<DiscoveryView.Item> items = discoveries.of(how.source(), how.asset());
          if (items.isEmpty()) {
            throw ProblemException.notFound(
                "discovery of asset '" + how.asset() + "' from '" + how.source() + "'");
          }
          Map<String, DescribePoint> points = new TreeMap<>();
          for (DiscoveryView.Item item : items) {
            if (item.point() != null) {
              points.put(item.point(), DescribePoint.inUnit(item.unit()));
            }
          }
          return map(
              items.get(0),
              new NewAsset(how.assetName(), how.assetClass(), how.site()),
              points,
              items,
              caller);
        });
  }

  private record NewAsset(
      @Nullable String name, @Nullable String assetClass, @Nullable String site) {}

  private DiscoveryView.Mapped map(
      DiscoveryView.Item item,
      NewAsset description,
      Map<String, DescribePoint> points,
      List<DiscoveryView.Item> done,
      Caller caller) {
    String device = item.device();
    String asset = item.asset();
    if (device == null && asset == null) {
      throw ProblemException.conflict(
          "source '"
              + item.source()
              + "' names neither a device nor an asset that could be registered: dismiss it");
    }
    if (device != null) {
      devices.registerIfMissing(device, device, caller.username());
    }
    if (asset != null) {
      assets.register(
          asset,
          description.name() == null ? asset : description.name(),
          description.assetClass() == null ? Assets.UNCLASSIFIED : description.assetClass(),
          description.site());
      if (!points.isEmpty() && !assets.addMissingPoints(asset, points, Origin.PERSON)) {
        throw ProblemException.conflict(
            "asset '" + asset + "' has no room for " + points.size() + " more points");
      }
      if (device != null) {
        // One point asks for itself; what names none needs the whole asset, and so its events.
        boolean all = done.stream().anyMatch(one -> one.point() == null);
        devices.grant(device, asset, all ? Set.of() : points.keySet(), caller.username());
      }
    }
    done.forEach(one -> discoveries.delete(one.id()));
    return new DiscoveryView.Mapped(device, asset, List.copyOf(points.keySet()));
  }

  void setDismissed(UUID id, boolean dismissed) {
    database.write(
        () -> {
          if (!discoveries.setDismissed(id, dismissed)) {
            throw unknown(id);
          }
          return true;
        });
  }

  private static ProblemException unknown(UUID id) {
    return ProblemException.notFound("discovery " + id);
  }
}
