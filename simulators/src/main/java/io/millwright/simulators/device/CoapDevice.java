package io.millwright.simulators.device;

import io.millwright.contracts.asset.AssetKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that posts confirmable messages to {@code /v1/{tenant}/{asset}/measurements}. Messages
 * of different assets travel at the same time, up to NSTART; of one asset only one does, because a
 * retransmitted message would be overtaken by the next. A message that is lost with all its
 * retransmissions, or that the gateway cannot take now, starts anew.
 */
public final class CoapDevice implements Device {
  private static final Logger LOGGER = LoggerFactory.getLogger(CoapDevice.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final CoapDeviceConfig config;
  private final DeviceListener listener;
  private final CoapEndpoint endpoint;
  private final Semaphore window;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong sentAgain = new AtomicLong();

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "coap-device");
            thread.setDaemon(true);
            return thread;
          });

  // Only the worker touches these.
  private final Map<AssetKey, Deque<Telemetry>> waiting = new LinkedHashMap<>();
  private final Map<AssetKey, Attempt> travelling = new LinkedHashMap<>();

  /**
   * Opens a UDP socket.
   *
   * @throws UncheckedIOException if that fails
   */
  public CoapDevice(CoapDeviceConfig config, DeviceListener listener) {
    this.config = config;
    this.listener = listener;
    this.window = new Semaphore(config.window());
    Configuration settings =
        Configuration.createStandardWithoutFile()
            .set(
                CoapConfig.ACK_TIMEOUT,
                (int) config.acknowledgeWithin().toMillis(),
                TimeUnit.MILLISECONDS)
            .set(CoapConfig.MAX_RETRANSMIT, config.retransmissions())
            .set(CoapConfig.NSTART, config.nstart());
    this.endpoint = CoapEndpoint.builder().setConfiguration(settings).build();
    try {
      endpoint.start();
    } catch (IOException e) {
      worker.shutdownNow();
      throw new UncheckedIOException("no UDP socket for a CoAP device", e);
    }
  }

  @Override
  public void send(Telemetry message) throws InterruptedException {
    window.acquire();
    if (closed.get()) {
      window.release();
      throw new IllegalStateException("CoAP device to " + config.host() + " is closed");
    }
    onWorker(
        () -> {
          waiting.computeIfAbsent(message.asset(), asset -> new ArrayDeque<>()).addLast(message);
          startWhatMay();
        });
  }

  @Override
  public DeviceCounters counters() {
    return new DeviceCounters(sent.get(), acknowledged.get(), rejected.get(), sentAgain.get(), 0);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      // Wakes whoever waits in send().
      window.release(config.window());
      worker.shutdownNow();
      endpoint.destroy();
    }
  }

  private void startWhatMay() {
    if (travelling.size() >= config.nstart()) {
      return;
    }
    for (Map.Entry<AssetKey, Deque<Telemetry>> line : waiting.entrySet()) {
      Telemetry first = line.getValue().peekFirst();
      if (first != null && !travelling.containsKey(line.getKey())) {
        sent.incrementAndGet();
        start(first);
        if (travelling.size() >= config.nstart()) {
          return;
        }
      }
    }
  }

  private void start(Telemetry message) {
    Attempt attempt = new Attempt(message);
    travelling.put(message.asset(), attempt);
    attempt.start();
  }

  private void finish(Attempt attempt) {
    Telemetry message = attempt.message;
    travelling.remove(message.asset());
    Deque<Telemetry> line = waiting.get(message.asset());
    if (line == null || !message.equals(line.pollFirst())) {
      throw new IllegalStateException("the answered message is not the oldest of its asset");
    }
    if (line.isEmpty()) {
      // Put back at the end by the next message: the assets take turns.
      waiting.remove(message.asset());
    }
    window.release();
    startWhatMay();
  }

  private void startAnew(Attempt attempt, Duration pause, String reason) {
    LOGGER
        .atDebug()
        .addKeyValue("asset", attempt.message.asset())
        .addKeyValue("reason", reason)
        .log("CoAP message starts anew");
    var unused =
        after(
            pause,
            () -> {
              sentAgain.incrementAndGet();
              start(attempt.message);
            });
  }

  private void onWorker(Runnable task) {
    var unused = after(Duration.ZERO, task);
  }

  private @Nullable ScheduledFuture<?> after(Duration pause, Runnable task) {
    try {
      return worker.schedule(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOGGER.error("CoAP device failed", e);
            }
          },
          pause.toNanos(),
          TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      if (!closed.get()) {
        throw e;
      }
      // Closed: nobody waits for the answer any more.
      return null;
    }
  }

  /** One message on its way, with the retransmissions of its exchange. */
  private final class Attempt extends MessageObserverAdapter {
    private final Telemetry message;
    private final Request request;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean over;

    Attempt(Telemetry message) {
      this.message = message;
      this.request = Request.newPost();
      request.setConfirmable(true);
      request.getOptions().setContentFormat(message.format().coapContentFormat());
      request.setPayload(message.payload());
      request.setURI(
          "coap://"
              + config.host()
              + ":"
              + config.port()
              + "/v1/"
              + message.asset().tenant()
              + "/"
              + message.asset().asset()
              + "/measurements");
      request.addMessageObserver(this);
    }

    void start() {
      deadline =
          after(config.answerWithin(), () -> over("received but not answered", config.pause()));
      endpoint.sendRequest(request);
    }

    @Override
    public void onResponse(Response response) {
      onWorker(() -> answered(response));
    }

    @Override
    public void onRetransmission() {
      sentAgain.incrementAndGet();
    }

    @Override
    protected void failed() {
      // Reset, timeout, cancelled or not sendable.
      onWorker(() -> over("lost with all its retransmissions", config.pause()));
    }

    private void answered(Response response) {
      if (over) {
        return;
      }
      CoAP.ResponseCode code = response.getCode();
      if (code == CoAP.ResponseCode.CHANGED) {
        end();
        acknowledged.incrementAndGet();
        listener.acknowledged(message);
        finish(this);
      } else if (code.isServerError() || code == CoAP.ResponseCode.TOO_MANY_REQUESTS) {
        Long maxAge = response.getOptions().getMaxAge();
        Duration asked =
            response.getOptions().hasMaxAge() ? Duration.ofSeconds(maxAge) : config.pause();
        over(
            "gateway answered " + code, asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked);
      } else {
        end();
        rejected.incrementAndGet();
        listener.rejected(message, "CoAP " + code + ": " + response.getPayloadString());
        finish(this);
      }
    }

    private void over(String reason, Duration pause) {
      if (!over) {
        end();
        request.cancel();
        startAnew(this, pause, reason);
      }
    }

    private void end() {
      over = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
