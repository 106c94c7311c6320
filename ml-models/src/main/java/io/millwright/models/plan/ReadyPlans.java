package io.millwright.models.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The plans that come with Millwright, one for each class of machines. */
final class ReadyPlans {
  private static final String FOLDER = "/io/millwright/models/plans/";

  /** In the order of a list for people: from what everybody has to what few have. */
  static final List<String> NAMES =
      List.of(
          "centrifugal-pump",
          "electric-motor",
          "gearbox",
          "rolling-bearing",
          "fan",
          "compressor",
          "hydraulic-unit",
          "turbofan",
          "generic");

  private ReadyPlans() {}

  static MonitoringPlan read(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no ready plan '" + name + "'; there are " + String.join(", ", NAMES));
    }
    // The plan of the engines of C-MAPSS FD001 is the one for turbofans.
    String file = FOLDER + (name.equals("turbofan") ? "turbofan-fd001" : name) + ".yaml";
    try (InputStream in = ReadyPlans.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + file + " is missing from the build");
      }
      return MonitoringPlan.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
