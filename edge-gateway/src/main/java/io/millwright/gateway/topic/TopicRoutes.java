package io.millwright.gateway.topic;

import io.millwright.gateway.intake.Burst;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands each message to the first handler of its topic, and what is left to the intake. */
public final class TopicRoutes {
  private final Intake intake;
  private final List<TopicHandler> handlers;

  public TopicRoutes(Intake intake, List<TopicHandler> handlers) {
    this.intake = intake;
    this.handlers = List.copyOf(handlers);
  }

  /** For messages of one sender that may come several at once. */
  public Burst burst() {
    return intake.burst();
  }

  /** Hands over a message that comes alone. */
  public void take(
      DeviceMessage message, @Nullable String mediaType, DeviceChannel back, Receipt receipt) {
    Burst alone = intake.burst();
    take(message, mediaType, back, receipt, alone);
    alone.end();
  }

  /**
   * Hands a message over whose sender may have named a media type. Handlers know the format of
   * their topics; for the intake it must be one of {@link BodyFormat}.
   *
   * @param mediaType null = the sender did not say
   * @param burst of the sender, from {@link #burst}
   */
  public void take(
      DeviceMessage message,
      @Nullable String mediaType,
      DeviceChannel back,
      Receipt receipt,
      Burst burst) {
    for (TopicHandler handler : handlers) {
      if (handler.handles(message.address())) {
        handler.take(message, back, receipt);
        return;
      }
    }
    if (mediaType != null && message.declaredFormat() == null) {
      intake.reject(message, BodyFormat.unsupported(mediaType), receipt);
    } else {
      burst.take(message, receipt);
    }
  }

  /** Keeps a message that its protocol found unusable. */
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    intake.reject(message, rejection, receipt);
  }

  /** Says when to stop reading from sockets. */
  public InFlightBudget budget() {
    return intake.budget();
  }
}
