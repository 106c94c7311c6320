package io.millwright.contracts.asset;

/**
 * The tag of an asset (ISO 14224 equipment unit), unique within its tenant. 1 to 128 characters of
 * {@code A-Z a-z 0-9 . _ : -}.
 */
public record AssetId(String value) implements Comparable<AssetId> {
  public AssetId {
    Tags.check("asset", value);
  }

  @Override
  public int compareTo(AssetId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
