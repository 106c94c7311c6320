package io.millwright.standalone.demo;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.training.Fd001Training;
import io.millwright.standalone.ProgressDisplay;
import io.millwright.standalone.TrainedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Trains beside the start of everything else; a resumed demo takes the models of its first run. */
final class Training implements AutoCloseable {
  /** Failure within the horizon, and remaining life. */
  static final int MODELS = 2;

  private final FutureTask<TrainedFiles> task;
  private final Thread thread;
  private volatile String step = "";
  private volatile double share;

  private Training(Path folder, TenantId tenant) {
    this.task = new FutureTask<>(() -> readOrTrain(folder, tenant));
    this.thread = new Thread(task, "training");
    thread.setDaemon(true);
    thread.start();
  }

  static Training begin(Path folder, TenantId tenant) {
    return new Training(folder, tenant);
  }

  private TrainedFiles readOrTrain(Path folder, TenantId tenant) throws IOException {
    if (TrainedFiles.existIn(folder)) {
      return TrainedFiles.read(folder);
    }
    TrainedFiles trained =
        TrainedFiles.of(
            Fd001Training.train(
                (name, done) -> {
                  step = name;
                  share = done;
                }),
            tenant);
    trained.write(folder);
    return trained;
  }

  /** Waits for the training and releases what the CMMS does not have yet. */
  void release(CmmsClient cmms, ProgressDisplay display) throws IOException, InterruptedException {
    while (!task.isDone()) {
      display.show("Training " + ProgressDisplay.bar(share) + "  " + step);
      thread.join(100);
    }
    TrainedFiles files = files();
    for (ModelRelease model : files.models()) {
      if (!cmms.hasModel(model.getName())) {
        cmms.releaseModel(model.toByteArray());
      }
    }
    if (!cmms.hasPlan(files.plan().id())) {
      cmms.releasePlan(files.plan().document());
    }
    display.show(
        "Released the plan "
            + files.plan().id()
            + " and "
            + files.models().size()
            + " models, learned from 80 engines.");
    display.keep();
  }

  private TrainedFiles files() throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("the training failed: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
