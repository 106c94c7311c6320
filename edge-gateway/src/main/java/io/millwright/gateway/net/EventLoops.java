package io.millwright.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a task to the event loop of a connection. */
public final class EventLoops {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventLoops.class);

  private EventLoops() {}

  /**
   * On any thread; when the gateway has stopped its loops the connection is gone, and the task too.
   */
  public static void execute(ChannelHandlerContext context, Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.atDebug().log("the connection of a late answer is gone already");
    }
  }
}
