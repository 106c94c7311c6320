package io.millwright.gateway.source;

import java.time.Duration;

/** A server or device that the gateway calls. A {@link SourceSupervisor} keeps it connected. */
public interface Source {
  /** Where its readings go; it has the source's name. */
  SourceFeed feed();

  /** How long a connection may give no sign of life before it is taken for dead. */
  Duration patience();

  /**
   * Connects. On a thread of this source's own, which may block; every wait in it has an end.
   *
   * @param watch hears of every sign of life, and of the end
   * @return a connection that reads nothing yet
   * @throws SourceUnavailableException if the source cannot be had now; nothing is left open
   */
  Connection open(Watch watch) throws SourceUnavailableException, InterruptedException;

  /** One connection to a source. */
  interface Connection extends AutoCloseable {
    /**
     * Begins to read.
     *
     * @throws SourceUnavailableException if nothing can be read over this connection
     */
    void begin() throws SourceUnavailableException, InterruptedException;

    /** Ends it; nothing is read afterwards. */
    @Override
    void close();
  }
}
