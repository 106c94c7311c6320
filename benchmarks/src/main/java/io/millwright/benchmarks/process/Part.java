package io.millwright.benchmarks.process;

/** Something that runs in a process of its own; {@link PartServer} is the main of that process. */
public interface Part extends AutoCloseable {
  /** Where it listens; 0 = nowhere. */
  int port();

  /**
   * Answers a command that only this part knows.
   *
   * @return one line
   */
  default String answer(String command) throws Exception {
    throw new IllegalArgumentException("unknown command: " + command);
  }

  @Override
  void close() throws Exception;
}
