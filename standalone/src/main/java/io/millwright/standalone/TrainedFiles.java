package io.millwright.standalone;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.release.TrainedModel;
import io.millwright.models.training.Fd001Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training leaves in a folder: the monitoring plan with its limits, and for each model the
 * release to upload and its card to read.
 */
public record TrainedFiles(MonitoringPlan plan, List<ModelRelease> models) {
  private static final String PLAN = "plan.yaml";
  private static final String RELEASE = ".model";
  private static final String CARD = ".card.json";

  public TrainedFiles {
    models = List.copyOf(models);
  }

  /** Both models and the tuned plan, released for a tenant; the CMMS gives them their versions. */
  public static TrainedFiles of(Fd001Training.Result result, TenantId tenant) {
    List<ModelRelease> releases = new ArrayList<>();
    for (TrainedModel model : List.of(result.failure(), result.life())) {
      releases.add(model.toWire(tenant, 1));
    }
    return new TrainedFiles(result.plan(), releases);
  }

  /** Whether {@link #write} once finished here. */
  public static boolean existIn(Path folder) {
    return Files.exists(folder.resolve(PLAN));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if a file is missing or damaged
   */
  public static TrainedFiles read(Path folder) throws IOException {
    List<ModelRelease> releases = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*" + RELEASE)) {
      for (Path file : files) {
        releases.add(ModelRelease.parseFrom(Files.readAllBytes(file)));
      }
    }
    return new TrainedFiles(MonitoringPlan.parse(Files.readString(folder.resolve(PLAN))), releases);
  }

  /** Writes the files; the plan comes last, so that where it is everything is. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (ModelRelease model : models) {
      replace(folder.resolve(model.getName() + RELEASE), model.toByteArray());
      replace(folder.resolve(model.getName() + CARD), model.getCardBytes().toByteArray());
    }
    replace(
        folder.resolve(PLAN), plan.document().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
