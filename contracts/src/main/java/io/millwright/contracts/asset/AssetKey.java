package io.millwright.contracts.asset;

import org.jspecify.annotations.Nullable;

/** An asset across all tenants: the key of most topics, written {@code tenant/asset}. */
public record AssetKey(TenantId tenant, AssetId asset) implements Comparable<AssetKey> {

  public static AssetKey of(String tenant, String asset) {
    return new AssetKey(new TenantId(tenant), new AssetId(asset));
  }

  /**
   * Reads {@code tenant/asset}.
   *
   * @throws IllegalArgumentException if the text has no slash or a part is not valid
   */
  public static AssetKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "asset key '" + Tags.shown(text) + "' is not valid: write tenant/asset");
    }
    return of(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(AssetKey other) {
    int byTenant = tenant.compareTo(other.tenant);
    return byTenant != 0 ? byTenant : asset.compareTo(other.asset);
  }

  /** As a record's own, but looked up for each message, where those of Java 17 are slow. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AssetKey that
        && asset.value().equals(that.asset.value())
        && tenant.value().equals(that.tenant.value());
  }

  @Override
  public int hashCode() {
    return 31 * tenant.value().hashCode() + asset.value().hashCode();
  }

  @Override
  public String toString() {
    return tenant.value() + "/" + asset.value();
  }
}
