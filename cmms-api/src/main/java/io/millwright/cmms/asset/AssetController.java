package io.millwright.cmms.asset;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.workorder.WorkOrderList;
import io.millwright.contracts.asset.PointName;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assets over REST. */
@Controller("/api/assets")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class AssetController {
  private static final int WORK_ORDERS_SHOWN = 20;

  private final Database database;
  private final Assets assets;
  private final AssetRepository repository;
  private final Points points;
  private final WorkOrderList workOrders;

  AssetController(
      Database database,
      Assets assets,
      AssetRepository repository,
      Points points,
      WorkOrderList workOrders) {
    this.database = database;
    this.assets = assets;
    this.repository = repository;
    this.points = points;
    this.workOrders = workOrders;
  }

  @Get
  @RequiresPermission(Permission.READ)
  AssetView.Page list(
      @Nullable @QueryValue String q,
      @QueryValue(defaultValue = "200") int limit,
      @Nullable @QueryValue String cursor) {
    int size = PageSize.checked(limit);
    int offset = offset(cursor);
    List<AssetView.Item> found =
        database.read(
            () ->
                repository.page(
                    q == null || q.isBlank() ? null : Sql.containing(q), offset, size + 1));
    return found.size() <= size
        ? new AssetView.Page(found, null)
        : new AssetView.Page(found.subList(0, size), Cursor.of(Integer.toString(offset + size)));
  }

  @Get("/{tag}")
  @RequiresPermission(Permission.READ)
  AssetView.Detail get(String tag) {
    return database.read(() -> detail(tag));
  }

  @Post
  @RequiresPermission(Permission.ASSET_WRITE)
  HttpResponse<AssetView.Detail> register(@Body @Valid RegisterAsset request) {
    AssetView.Detail registered =
        database.write(
            () -> {
              if (!assets.register(
                  request.tag(), request.name(), request.assetClass(), request.site())) {
                throw ProblemException.conflict(
                    "asset '" + request.tag() + "' is registered already");
              }
              if (request.criticality() != null) {
                assets.setCriticality(request.tag(), request.criticality());
              }
              return detail(request.tag());
            });
    return HttpResponse.created(registered, URI.create("/api/assets/" + request.tag()));
  }

  /** Says how critical an asset is; null = that is not known. */
  @Put("/{tag}/criticality")
  @RequiresPermission(Permission.ASSET_WRITE)
  AssetView.Detail setCriticality(String tag, @Body @Valid SetCriticality request) {
    return database.write(
        () -> {
          assets.setCriticality(tag, request.criticality());
          return detail(tag);
        });
  }

  /** Registers a measurement point or describes it anew; gateways learn of it at once. */
  @Put("/{tag}/points/{name}")
  @RequiresPermission(Permission.ASSET_WRITE)
  AssetView.Detail putPoint(String tag, String name, @Body @Valid DescribePoint request) {
    try {
      PointName.check(name);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e);
    }
    return database.write(
        () -> {
          assets.putPoint(tag, name, request);
          return detail(tag);
        });
  }

  /** Removes a measurement point that no monitoring plan describes; its readings stay. */
  @Delete("/{tag}/points/{name}")
  @RequiresPermission(Permission.ASSET_WRITE)
  AssetView.Detail removePoint(String tag, String name) {
    return database.write(
        () -> {
          assets.removePoint(tag, name);
          return detail(tag);
        });
  }

  private AssetView.Detail detail(String tag) {
    AssetView.Item item =
        repository.find(tag).orElseThrow(() -> ProblemException.notFound("asset '" + tag + "'"));
    List<MeasurementPoint> all = new ArrayList<>(points.of(tag));
    all.addAll(repository.discoveredPoints(tag));
    return new AssetView.Detail(
        item, all, repository.plan(tag), workOrders.newestOf(tag, WORK_ORDERS_SHOWN));
  }

  /** The order moves with the machines' condition, so a cursor is a place, not a key. */
  private static int offset(@Nullable String cursor) {
    if (cursor == null) {
      return 0;
    }
    try {
      int offset = Integer.parseInt(Cursor.parts(cursor, 1).get(0));
      if (offset >= 0) {
        return offset;
      }
    } catch (NumberFormatException e) {
      throw Cursor.unknown(e);
    }
    throw Cursor.unknown(null);
  }
}
