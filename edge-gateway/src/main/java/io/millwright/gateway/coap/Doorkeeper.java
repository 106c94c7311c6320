package io.millwright.gateway.coap;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who sends a request, and answers those who may not come in. */
final class Doorkeeper {
  private static final Logger LOGGER = LoggerFactory.getLogger(Doorkeeper.class);

  private final DeviceAccess access;
  private final CoapConfig config;
  private final DtlsSessions sessions;

  Doorkeeper(DeviceAccess access, CoapConfig config, DtlsSessions sessions) {
    this.access = access;
    this.config = config;
    this.sessions = sessions;
  }

  /** Goes on with the sender of a request, on any thread, or refuses the request. */
  void admit(CoapExchange exchange, Consumer<Sender> admitted) {
    CompletionStage<Admission> admission = admission(exchange);
    admission.whenComplete(
        (result, failure) -> {
          if (result instanceof Admission.Admitted in) {
            admitted.accept(in.sender());
          } else if (result instanceof Admission.Refused refused) {
            LOGGER
                .atDebug()
                .addKeyValue("address", exchange.getSourceAddress())
                .addKeyValue("reason", refused.reason())
                .log("a CoAP request was refused");
            refuse(exchange, refused.why());
          } else {
            LOGGER.atWarn().setCause(failure).log("the device registry could not judge a device");
            refuse(exchange, Admission.Why.UNDECIDED);
          }
        });
  }

  private CompletionStage<Admission> admission(CoapExchange exchange) {
    SessionAdmission session =
        DtlsSessions.admission(
            exchange.advanced().getRequest().getSourceContext().getPeerIdentity());
    if (session == null) {
      return access.admit(
          new Credentials.Anonymous(Protocol.COAP, exchange.getSourceAddress().getHostAddress()),
          exchange.getSourceAddress().getHostAddress());
    }
    if (session.revoked()) {
      // Its handshake ended after the sessions of its device had been forgotten.
      sessions.forgetRevoked();
    }
    return session.admission();
  }

  private void refuse(CoapExchange exchange, Admission.Why why) {
    switch (why) {
      case BAD_CREDENTIALS ->
          exchange.respond(
              ResponseCode.UNAUTHORIZED,
              "only registered devices may send: "
                  + (config.dtls() == null
                      ? "this gateway has no CoAP over DTLS, so use MQTT with a password"
                      : "use coaps with the pre-shared key of the device"));
      case NOT_AUTHORIZED ->
          exchange.respond(
              ResponseCode.FORBIDDEN,
              "this device may not send: it is suspended or not meant for CoAP");
      case TRY_LATER -> refuseForNow(exchange, ResponseCode.TOO_MANY_REQUESTS);
      case UNDECIDED -> refuseForNow(exchange, ResponseCode.SERVICE_UNAVAILABLE);
    }
  }

  private void refuseForNow(CoapExchange exchange, ResponseCode code) {
    Response response = new Response(code);
    response.getOptions().setMaxAge(config.retryAfter().toSeconds());
    response.setPayload("send it again after " + config.retryAfter().toSeconds() + " s");
    exchange.respond(response);
  }
}
