package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.Sender;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/** A client that has been let in, for as long as its connection lasts. */
record AdmittedClient(
    Handshake.Applicant applicant,
    Sender sender,
    Session session,
    Publishing publishing,
    Delivery delivery) {

  ClientTerms terms() {
    return applicant.terms();
  }

  SessionKey key() {
    return new SessionKey(sender.source(), applicant.clientId());
  }

  /**
   * Its connection has ended.
   *
   * @param keepSession how long the session waits for the client
   * @param willIsDue whether the client has gone without saying so
   */
  void gone(
      ChannelHandlerContext context,
      MqttConnection connection,
      Sessions sessions,
      Duration keepSession,
      boolean willIsDue) {
    publishing.stop();
    delivery.stop();
    Will will = willIsDue ? applicant.will() : null;
    if (will == null) {
      sessions.closed(key(), connection, keepSession, null);
      return;
    }
    Duration delay = will.delay().compareTo(keepSession) < 0 ? will.delay() : keepSession;
    PendingWill pending = new PendingWill(() -> publishing.publish(will));
    boolean waits =
        sessions.closed(key(), connection, keepSession, delay.isZero() ? null : pending);
    if (delay.isZero() || !waits && session.hasEnded()) {
      pending.publish();
    } else if (waits) {
      pending.publishAfter(delay, context.executor());
    }
    // Otherwise the client is back already, in the same session.
  }
}
