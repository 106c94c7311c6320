package io.millwright.gateway.coap;

import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.RateExceededException;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.Rejection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /v1} that takes: measurements and waveforms of all assets. */
final class UploadResource extends CoapResource {
  private static final int LONGEST_DIAGNOSTIC = 500;

  private final CoapConfig config;
  private final Intake intake;
  private final Doorkeeper doorkeeper;
  private final ScheduledExecutorService timeouts;
  private volatile boolean closed;

  UploadResource(
      CoapConfig config, Intake intake, Doorkeeper doorkeeper, ScheduledExecutorService timeouts) {
    super("v1");
    this.config = config;
    this.intake = intake;
    this.doorkeeper = doorkeeper;
    this.timeouts = timeouts;
    getAttributes()
        .setTitle(
            "POST /v1/{tenant}/{asset}/measurements and /v1/{tenant}/{asset}/waveforms/{point};"
                + " GET /v1/{tenant}/{asset}/commands and /v1/{tenant}/{asset}/config");
    getAttributes().addResourceType("millwright.measurements");
    getAttributes().addResourceType("millwright.waveforms");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_JSON);
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_CBOR);
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_JSON);
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_CBOR);
  }

  /** From now on nothing is answered: the server underneath is going away. */
  void close() {
    closed = true;
  }

  /** Tenants and assets are no resources of their own: whatever is below is served here. */
  @Override
  public Resource getChild(String name) {
    return this;
  }

  @Override
  public void handlePUT(CoapExchange exchange) {
    handlePOST(exchange);
  }

  @Override
  public void handlePOST(CoapExchange exchange) {
    if (intake.budget().full()) {
      respondUnavailable(exchange, "too many messages wait for Kafka");
      return;
    }
    // From here on the device knows that we have it and does not repeat it; the answer proper comes
    // when Kafka has it too (RFC 7252, section 5.2.2).
    exchange.accept();
    long received = Micros.now();
    doorkeeper.admit(exchange, sender -> take(exchange, sender, received));
  }

  private void take(CoapExchange exchange, Sender sender, long receivedMicros) {
    int contentFormat = exchange.getRequestOptions().getContentFormat();
    BodyFormat format = formatOf(contentFormat);
    DeviceMessage message =
        new DeviceMessage(
            Protocol.COAP,
            sender,
            "/" + exchange.getRequestOptions().getUriPathString(),
            format,
            exchange.getRequestPayload() == null ? new byte[0] : exchange.getRequestPayload(),
            receivedMicros);
    Answer answer = new Answer(exchange);
    answer.expireAfter(config.answerTimeout().toMillis());
    if (format == null && !undeclared(contentFormat)) {
      intake.reject(
          message,
          new Rejection(
              Rejection.Kind.FORMAT,
              "content format "
                  + contentFormat
                  + " is not supported: use 50 (JSON), 110 (SenML JSON) or 112 (SenML CBOR), for"
                  + " waveforms 50 or 60 (CBOR)"),
          answer);
    } else {
      intake.take(message, answer);
    }
  }

  /** Bytes of any kind say no more than nothing: the address decides. */
  private static boolean undeclared(int contentFormat) {
    return contentFormat == MediaTypeRegistry.UNDEFINED
        || contentFormat == MediaTypeRegistry.APPLICATION_OCTET_STREAM;
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    String path = "/" + exchange.getRequestOptions().getUriPathString();
    boolean takes = path.contains("/measurements") || path.contains("/waveforms/");
    exchange.respond(
        takes ? ResponseCode.METHOD_NOT_ALLOWED : ResponseCode.NOT_FOUND,
        takes
            ? "this is a place to send to: use POST or PUT"
            : "GET is for /v1/{tenant}/{asset}/commands and /v1/{tenant}/{asset}/config");
  }

  @Override
  public void handleDELETE(CoapExchange exchange) {
    notAllowed(exchange);
  }

  @Override
  public void handleFETCH(CoapExchange exchange) {
    notAllowed(exchange);
  }

  @Override
  public void handlePATCH(CoapExchange exchange) {
    notAllowed(exchange);
  }

  @Override
  public void handleIPATCH(CoapExchange exchange) {
    notAllowed(exchange);
  }

  private static void notAllowed(CoapExchange exchange) {
    exchange.respond(
        ResponseCode.METHOD_NOT_ALLOWED,
        exchange.getRequestCode() + " means nothing here: use POST or PUT to send, GET to read");
  }

  private static @Nullable BodyFormat formatOf(int contentFormat) {
    return switch (contentFormat) {
      case MediaTypeRegistry.APPLICATION_JSON -> BodyFormat.JSON;
      case MediaTypeRegistry.APPLICATION_SENML_JSON -> BodyFormat.SENML_JSON;
      case MediaTypeRegistry.APPLICATION_SENML_CBOR -> BodyFormat.SENML_CBOR;
      case MediaTypeRegistry.APPLICATION_CBOR -> BodyFormat.CBOR;
      default -> null;
    };
  }

  private static ResponseCode codeOf(Rejection.Kind kind) {
    return switch (kind) {
      case ADDRESS -> ResponseCode.NOT_FOUND;
      case PERMISSION -> ResponseCode.FORBIDDEN;
      case SIZE -> ResponseCode.REQUEST_ENTITY_TOO_LARGE;
      case FORMAT -> ResponseCode.UNSUPPORTED_CONTENT_FORMAT;
      case SYNTAX, CONTENT, TIME -> ResponseCode.BAD_REQUEST;
    };
  }

  private static void respondTooFast(CoapExchange exchange, RateExceededException tooFast) {
    Response response = new Response(ResponseCode.TOO_MANY_REQUESTS);
    response.getOptions().setMaxAge(Math.max(1, tooFast.retryAfter().toSeconds() + 1));
    response.setPayload(String.valueOf(tooFast.getMessage()));
    exchange.respond(response);
  }

  private void respondUnavailable(CoapExchange exchange, String why) {
    Response response = new Response(ResponseCode.SERVICE_UNAVAILABLE);
    response.getOptions().setMaxAge(config.retryAfter().toSeconds());
    response.setPayload(
        "not stored, " + why + ": send it again after " + config.retryAfter().toSeconds() + " s");
    exchange.respond(response);
  }

  /** Answers once: when Kafka has answered, or has not for too long. */
  private final class Answer implements Receipt {
    private final CoapExchange exchange;
    private final AtomicBoolean answered = new AtomicBoolean();
    private java.util.concurrent.@Nullable Future<?> expiry;

    private Answer(CoapExchange exchange) {
      this.exchange = exchange;
    }

    /** Before the message is handed over. */
    private void expireAfter(long millis) {
      expiry =
          timeouts.schedule(
              () -> {
                if (answered.compareAndSet(false, true) && !closed) {
                  respondUnavailable(exchange, "Kafka has not answered");
                }
              },
              millis,
              TimeUnit.MILLISECONDS);
    }

    @Override
    public void accepted() {
      if (first()) {
        exchange.respond(ResponseCode.CHANGED);
      }
    }

    @Override
    public void rejected(Rejection rejection) {
      if (first()) {
        String reason = rejection.reason();
        exchange.respond(
            codeOf(rejection.kind()),
            reason.length() <= LONGEST_DIAGNOSTIC
                ? reason
                : reason.substring(0, LONGEST_DIAGNOSTIC));
      }
    }

    @Override
    public void failed(Exception cause) {
      if (first()) {
        if (cause instanceof RateExceededException tooFast) {
          respondTooFast(exchange, tooFast);
        } else {
          respondUnavailable(exchange, "it could not be stored");
        }
      }
    }

    private boolean first() {
      if (expiry != null) {
        expiry.cancel(false);
      }
      return answered.compareAndSet(false, true) && !closed;
    }
  }
}
