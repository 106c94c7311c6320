package io.millwright.gateway.topic;

import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import java.util.List;

/** Hands each message to the first handler of its topic, and what is left to the intake. */
public final class TopicRoutes {
  private final Intake intake;
  private final List<TopicHandler> handlers;

  public TopicRoutes(Intake intake, List<TopicHandler> handlers) {
    this.intake = intake;
    this.handlers = List.copyOf(handlers);
  }

  public void take(DeviceMessage message, DeviceChannel back, Receipt receipt) {
    for (TopicHandler handler : handlers) {
      if (handler.handles(message.address())) {
        handler.take(message, back, receipt);
        return;
      }
    }
    intake.take(message, receipt);
  }

  /** Says when to stop reading from sockets. */
  public InFlightBudget budget() {
    return intake.budget();
  }
}
