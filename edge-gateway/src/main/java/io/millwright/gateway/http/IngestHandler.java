package io.millwright.gateway.http;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.RateExceededException;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.net.EventLoops;
import io.millwright.gateway.net.Peers;
import io.millwright.gateway.net.ReceivingBudget;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: a request after the other, each answered when its readings are kept. Runs on the
 * connection's event loop.
 *
 * <pre>
 *  head -> admission -> body -> Intake -> answer -> next head
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class IngestHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOGGER = LoggerFactory.getLogger(IngestHandler.class);
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** How long the rest of a request is read that has its answer already. */
  private static final Duration DISCARDING = Duration.ofSeconds(5);

  private final HttpListener.Shared shared;
  private final HttpConfig config;
  private @Nullable Exchange exchange;
  private @Nullable ScheduledFuture<?> deadline;

  // Read by the thread that stops the gateway.
  private volatile @Nullable ChannelHandlerContext context;

  /** The gateway stops: the next answer is the last. */
  private boolean stopping;

  IngestHandler(HttpListener.Shared shared) {
    this.shared = shared;
    this.config = shared.config();
  }

  /** A request that is not answered yet. */
  private static final class Exchange implements Receipt, ReceivingBudget.Receiver {
    private final IngestHandler handler;
    private final ChannelHandlerContext context;
    private final RequestHead.Readable head;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
    private @Nullable Sender sender;
    private boolean complete;

    private Exchange(
        IngestHandler handler, ChannelHandlerContext context, RequestHead.Readable head) {
      this.handler = handler;
      this.context = context;
      this.head = head;
    }

    @Override
    public void accepted() {
      answer(Answers.stored());
    }

    @Override
    public void rejected(Rejection rejection) {
      answer(Answers.rejected(rejection));
    }

    @Override
    public void failed(Exception cause) {
      answer(
          cause instanceof RateExceededException tooFast
              ? Answers.tryAgain(
                  HttpResponseStatus.TOO_MANY_REQUESTS,
                  String.valueOf(tooFast.getMessage()),
                  tooFast.retryAfter())
              : handler.unavailable("the readings could not be stored"));
    }

    @Override
    public void giveWay() {
      EventLoops.execute(context, () -> handler.tooSlow(context, this));
    }

    /** On any thread. */
    private void answer(FullHttpResponse response) {
      EventLoops.execute(context, () -> handler.answer(context, this, response));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    Channel gives = shared.connections().enter(ctx.channel());
    if (gives != null) {
      gives.close();
    }
    context = ctx;
    expire(ctx, IDLE, ctx::close);
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    shared.connections().leave(ctx.channel());
    cancelDeadline();
    forget();
    super.channelInactive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        head(ctx, request);
      }
      if (message instanceof HttpContent content) {
        if (exchange != null) {
          content(ctx, exchange, content);
        } else if (content instanceof LastHttpContent) {
          waitForNext(ctx);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void waitForNext(ChannelHandlerContext ctx) {
    expire(ctx, IDLE, ctx::close);
    if (ctx.channel().isActive()) {
      shared.connections().idle(ctx.channel());
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest request) {
    shared.connections().busy(ctx.channel());
    RequestHead.Result result = RequestHead.judge(request, config, Peers.address(ctx.channel()));
    // Whoever waits for '100 Continue' sends no body now: there is no telling what comes next.
    boolean waits = HttpUtil.is100ContinueExpected(request);
    if (result instanceof RequestHead.Unusable unusable) {
      answerEarly(ctx, unusable.answer(), waits || request.decoderResult().isFailure());
      return;
    }
    if (shared.intake().budget().full()) {
      answerEarly(ctx, unavailable("too much waits to be stored"), waits);
      return;
    }
    Exchange current = new Exchange(this, ctx, (RequestHead.Readable) result);
    exchange = current;
    expire(
        ctx,
        config.requestTimeout(),
        () ->
            answerEarly(
                ctx,
                Answers.problem(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "the request was not complete after " + config.requestTimeout()),
                true));
    ctx.channel().config().setAutoRead(false);
    shared
        .access()
        .admit(current.head.credentials(), Peers.address(ctx.channel()))
        .whenComplete(
            (admission, failure) ->
                EventLoops.execute(ctx, () -> decided(ctx, current, admission, waits)));
  }

  private void decided(
      ChannelHandlerContext ctx, Exchange current, @Nullable Admission admission, boolean waits) {
    if (exchange != current) {
      return;
    }
    if (admission instanceof Admission.Admitted admitted) {
      current.sender = admitted.sender();
      if (waits) {
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
      ctx.channel().config().setAutoRead(true);
    } else if (admission instanceof Admission.Refused refused) {
      LOGGER
          .atInfo()
          .addKeyValue("remote", ctx.channel().remoteAddress())
          .addKeyValue("reason", refused.reason())
          .log("HTTP request refused");
      answerEarly(ctx, refusal(refused), waits);
    } else {
      answerEarly(ctx, unavailable("credentials cannot be checked"), waits);
    }
  }

  private FullHttpResponse refusal(Admission.Refused refused) {
    return switch (refused.why()) {
      case BAD_CREDENTIALS -> Answers.unauthorized();
      case NOT_AUTHORIZED ->
          Answers.problem(
              HttpResponseStatus.FORBIDDEN,
              "this device is not allowed to send: see its entry in the device registry");
      case TRY_LATER ->
          Answers.tryAgain(
              HttpResponseStatus.TOO_MANY_REQUESTS, "too many attempts", config.retryAfter());
      case UNDECIDED -> unavailable("credentials cannot be checked");
    };
  }

  private void content(ChannelHandlerContext ctx, Exchange current, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      answerEarly(
          ctx,
          Answers.problem(HttpResponseStatus.BAD_REQUEST, "the chunks of the body are not valid"),
          true);
      return;
    }
    ByteBuf bytes = content.content();
    int count = bytes.readableBytes();
    if (current.body.size() + count > config.maxBodyBytes()) {
      answerEarly(ctx, RequestHead.tooLarge(config), false);
      return;
    }
    try {
      bytes.readBytes(current.body, count);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    if (content instanceof LastHttpContent) {
      handOver(ctx, current);
    } else {
      shared.receiving().hold(current, current.body.size());
    }
  }

  /** Memory is short, and this request has been at its body for longer than all others. */
  private void tooSlow(ChannelHandlerContext ctx, Exchange slow) {
    if (exchange == slow && !slow.complete) {
      answerEarly(
          ctx,
          unavailable("too many bodies are on their way, and this one came too slowly"),
          false);
    }
  }

  private void handOver(ChannelHandlerContext ctx, Exchange current) {
    Sender sender = current.sender;
    if (sender == null) {
      throw new IllegalStateException("a body was read before its sender was let in");
    }
    current.complete = true;
    ctx.channel().config().setAutoRead(false);
    expire(
        ctx,
        config.answerTimeout(),
        () -> answer(ctx, current, unavailable("the store has not answered in time")));
    byte[] body = current.body.toByteArray();
    shared.receiving().hold(current, 0);
    current.body.reset();
    BodyFormat format = current.head.format();
    DeviceMessage message =
        new DeviceMessage(Protocol.HTTP, sender, current.head.path(), format, body, Micros.now());
    String mediaType = current.head.mediaType();
    if (format == null && mediaType != null) {
      shared.intake().reject(message, BodyFormat.unsupported(mediaType), current);
    } else {
      shared.intake().take(message, current);
    }
  }

  /** The end of a request whose body has been read. */
  private void answer(ChannelHandlerContext ctx, Exchange answered, FullHttpResponse response) {
    if (exchange != answered) {
      // It had its answer when the time was over.
      response.release();
      return;
    }
    exchange = null;
    if (stopping) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    waitForNext(ctx);
    ctx.writeAndFlush(response);
    ctx.channel().config().setAutoRead(true);
  }

  /** The gateway stops: answers what has come if the store still does, and ends. On any thread. */
  void shutDown() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      EventLoops.execute(
          ctx,
          () -> {
            stopping = true;
            if (exchange == null) {
              ctx.close();
            }
          });
    }
  }

  /**
   * The end of a request whose body may still be on its way. It is read all the same, or the client
   * would see a broken connection instead of the answer.
   */
  private void answerEarly(ChannelHandlerContext ctx, FullHttpResponse response, boolean close) {
    forget();
    if (close) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    expire(ctx, DISCARDING, ctx::close);
    ctx.writeAndFlush(response);
    ctx.channel().config().setAutoRead(true);
  }

  private FullHttpResponse unavailable(String why) {
    return Answers.tryAgain(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        "not stored, " + why + ": send it again",
        config.retryAfter());
  }

  private void forget() {
    if (exchange != null && !exchange.complete) {
      shared.receiving().hold(exchange, 0);
    }
    exchange = null;
  }

  /** Whatever was due before is not any more. */
  private void expire(ChannelHandlerContext ctx, Duration after, Runnable then) {
    cancelDeadline();
    deadline = ctx.executor().schedule(then, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      // The client has gone, or its TLS is not good.
      LOGGER
          .atInfo()
          .addKeyValue("remote", ctx.channel().remoteAddress())
          .addKeyValue("cause", String.valueOf(cause))
          .log("ending an HTTP connection");
      ctx.close();
      return;
    }
    LOGGER
        .atWarn()
        .addKeyValue("remote", ctx.channel().remoteAddress())
        .setCause(cause)
        .log("closing an HTTP connection after an error");
    if (exchange == null) {
      ctx.close();
    } else {
      answerEarly(
          ctx,
          Answers.problem(
              HttpResponseStatus.INTERNAL_SERVER_ERROR, "the request could not be processed"),
          true);
    }
  }
}
