package io.millwright.gateway.source;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.config.YamlSection;
import java.util.regex.Pattern;

/** What the sections of all kinds of sources have in common. */
public final class SourceSection {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** For what is missing, which has been told: its users need not be told again. */
  private static final String PLACEHOLDER = "missing";

  private SourceSection() {}

  /** The name of a source; it is in metrics, in file names, and in each of its readings. */
  public static String name(YamlSection source) {
    String name = source.text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      source.problem(
          "name '" + name + "' must be 1 to 63 characters of a-z 0-9 -, beginning with a-z 0-9");
    }
    return name;
  }

  /** The tenant of all assets of a source. */
  public static String tenant(YamlSection source) {
    String tenant = source.text("tenant");
    return tenant.isEmpty() ? PLACEHOLDER : tenant;
  }

  /**
   * The asset of a point.
   *
   * @param otherwise what the source says for all of its points; "" = nothing
   */
  public static AssetKey asset(YamlSection point, String tenant, String otherwise) {
    String asset = point.text("asset", otherwise);
    if (asset.isEmpty()) {
      point.problem("'asset' is missing, here and at the source");
      return AssetKey.of(tenant, PLACEHOLDER);
    }
    return AssetKey.of(tenant, asset);
  }
}
