package io.millwright.contracts.asset;

import java.util.regex.Pattern;

/**
 * An organization: the wall between customers. 1 to 63 characters of {@code a-z 0-9 -}, not
 * beginning with {@code -}.
 */
public record TenantId(String value) implements Comparable<TenantId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public TenantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "tenant '"
              + Tags.shown(value)
              + "' is not valid: use 1 to 63 characters of a-z 0-9 -, beginning with a letter or digit");
    }
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
