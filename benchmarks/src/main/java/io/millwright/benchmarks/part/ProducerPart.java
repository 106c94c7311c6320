package io.millwright.benchmarks.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.benchmarks.load.BenchDevice;
import io.millwright.benchmarks.load.LatencyRecorder;
import io.millwright.benchmarks.load.Payloads;
import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The limit: the gateway's producer alone, one record for each message, sent from one thread.
 * Arguments: Kafka's address, topic, keys (as many as there would be devices), values in a message,
 * messages in flight at most. Knows the commands {@code start}, {@code acknowledged}, {@code
 * begin}, {@code end} and {@code finish}, which are those of a load.
 */
public final class ProducerPart implements Part {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(60);

  private final String topic;
  private final byte[][] keys;
  private final long inFlight;
  private final Payloads payloads;
  private final KafkaProducer<byte[], byte[]> producer;
  private final LatencyRecorder recorder = new LatencyRecorder();
  private final Thread sender = new Thread(this::send, "sender");

  /** Written by the sender only. */
  private volatile long sent;

  /** Written by the producer's own thread only. */
  private volatile long acknowledged;

  private volatile boolean stopped;
  private volatile boolean waiting;
  private volatile @Nullable Exception failure;

  private ProducerPart(String bootstrapServers, String topic, int keys, int values, long inFlight) {
    this.topic = topic;
    this.keys = new byte[keys][];
    for (int i = 0; i < keys; i++) {
      this.keys[i] = new BenchDevice(i).asset().toString().getBytes(UTF_8);
    }
    this.inFlight = inFlight;
    this.payloads = new Payloads(values);
    this.producer =
        new KafkaProducer<>(
            KafkaWriter.properties(KafkaConfig.of(bootstrapServers)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    awaitPartitions();
  }

  /** As the gateway does, so that no send waits for them; the settings let each try be short. */
  private void awaitPartitions() {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  public static void main(String[] arguments) {
    PartServer.serve(
        () ->
            new ProducerPart(
                arguments[0],
                arguments[1],
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4])));
  }

  @SuppressWarnings({"FutureReturnValueIgnored", "NonAtomicOperationOnVolatileField"})
  private void send() {
    byte[] body = new byte[payloads.longest()];
    try {
      while (!stopped) {
        if (sent - acknowledged >= inFlight) {
          awaitRoom();
          continue;
        }
        int length = payloads.write(body, System.currentTimeMillis(), sent / keys.length + 1);
        byte[] key = keys[(int) (sent % keys.length)];
        producer.send(
            new ProducerRecord<>(topic, key, Arrays.copyOf(body, length)),
            new Waiting(System.nanoTime()));
        sent++;
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void awaitRoom() {
    waiting = true;
    if (sent - acknowledged >= inFlight && !stopped) {
      // The time is for the case that the wake-up came before the wait.
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(50));
    }
    waiting = false;
  }

  @Override
  public String answer(String command) throws Exception {
    switch (command) {
      case "start" -> sender.start();
      case "begin" -> recorder.begin();
      case "end" -> recorder.end();
      case "acknowledged" -> {
        check();
        return Long.toString(acknowledged);
      }
      case "finish" -> {
        return finish();
      }
      default -> {
        return Part.super.answer(command);
      }
    }
    return "";
  }

  private String finish() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(sender);
    sender.join(DRAIN_PATIENCE.toMillis());
    producer.flush();
    check();
    if (acknowledged != sent) {
      throw new IllegalStateException(
          "only " + acknowledged + " of " + sent + " records were acknowledged");
    }
    return acknowledged + " " + recorder.latency().line();
  }

  private void check() {
    Exception first = failure;
    if (first != null) {
      throw new IllegalStateException("the producer failed: " + first, first);
    }
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(Duration.ofSeconds(2));
  }

  /** A record that waits for Kafka. */
  private final class Waiting implements Callback {
    private final long sentNanos;

    private Waiting(long sentNanos) {
      this.sentNanos = sentNanos;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread calls all callbacks
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception != null) {
        failure = exception;
        return;
      }
      recorder.record(sentNanos, System.nanoTime());
      acknowledged++;
      // At half, so that it is not woken for every record.
      if (waiting && sent - acknowledged <= inFlight / 2) {
        waiting = false;
        LockSupport.unpark(sender);
      }
    }
  }
}
