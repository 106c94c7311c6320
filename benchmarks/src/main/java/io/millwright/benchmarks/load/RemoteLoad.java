package io.millwright.benchmarks.load;

import io.millwright.benchmarks.process.PartProcess;

/** A load that makes itself, inside the process that is measured. */
public final class RemoteLoad implements Load {
  private final PartProcess process;

  /**
   * @param process which is not closed with the load
   */
  public RemoteLoad(PartProcess process) {
    this.process = process;
  }

  @Override
  public void start() throws InterruptedException {
    process.ask("start");
  }

  @Override
  public long acknowledged() throws InterruptedException {
    return Long.parseLong(process.ask("acknowledged"));
  }

  @Override
  public void beginMeasuring() throws InterruptedException {
    process.ask("begin");
  }

  @Override
  public void endMeasuring() throws InterruptedException {
    process.ask("end");
  }

  @Override
  public Finished finish() throws InterruptedException {
    String[] parts = process.ask("finish").split(" ", 2);
    return new Finished(Long.parseLong(parts[0]), Latency.parse(parts[1]));
  }

  @Override
  public void close() {
    // It ends with its process.
  }
}
