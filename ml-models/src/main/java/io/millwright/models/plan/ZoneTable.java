package io.millwright.models.plan;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.millwright.models.detection.VibrationZones;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The zone boundaries of standards that come with Millwright: data, with their edition. */
final class ZoneTable {
  private static final String RESOURCE = "/io/millwright/models/standards/vibration-zones.yaml";
  private static final List<VibrationZones> ZONES = read();

  private ZoneTable() {}

  private static List<VibrationZones> read() {
    try (InputStream in = ZoneTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing from the build");
      }
      return new ObjectMapper(new YAMLFactory())
          .readValue(in, new TypeReference<List<VibrationZones>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The zones of a standard for a group, support and unit, or null. */
  static @Nullable VibrationZones find(
      String standard, int edition, String group, String support, String unit) {
    return ZONES.stream()
        .filter(
            zones ->
                zones.standard().equals(standard)
                    && zones.edition() == edition
                    && zones.group().equals(group)
                    && zones.support().equals(support)
                    && zones.unit().equals(unit))
        .findFirst()
        .orElse(null);
  }

  static String known() {
    return ZONES.stream()
        .map(zones -> zones + " in " + zones.unit())
        .collect(Collectors.joining(", "));
  }
}
