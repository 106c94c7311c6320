package io.millwright.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Burst;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.sparkplug.SparkplugConfig;
import io.millwright.gateway.sparkplug.SparkplugHost;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an NDATA by alias to readings, session and order included; the peer is Tahu's own decoder,
 * which stops at its objects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SparkplugDecodeBenchmark {
  private static final int SEQUENCES = 256;
  private static final long MILLIS = 1_760_000_000_000L;
  private static final Sender SENDER = Sender.trusted("mqtt:edge-7");

  /** Metrics in a message. */
  @Param({"1", "24"})
  public int metrics;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LastArrival intake = new LastArrival();
  private final SparkplugHost host =
      SparkplugHost.start(
          SparkplugConfig.defaults(),
          ReadingLimits.DEFAULTS,
          intake,
          new QualityDoor(new Registry(), ReadingLimits.DEFAULTS, new ClockSkews(meters), meters),
          meters);
  private final byte[][] data = new byte[SEQUENCES][];
  private final SparkplugBPayloadDecoder tahu = new SparkplugBPayloadDecoder();
  private final MetricDataTypeMap types = new MetricDataTypeMap();
  private int seq;

  @Setup
  public void birth() {
    Payload.Builder birth =
        Payload.newBuilder()
            .setTimestamp(MILLIS)
            .setSeq(0)
            .addMetrics(
                Payload.Metric.newBuilder()
                    .setName("bdSeq")
                    .setDatatype(DataType.Int64.getNumber())
                    .setLongValue(0));
    for (int i = 0; i < metrics; i++) {
      String name = "Motor/point-" + i;
      birth.addMetrics(
          metric(i).setName(name).setAlias(i).setDatatype(DataType.Double.getNumber()));
      types.addMetricDataType(name, MetricDataType.Double);
      types.addMetricDataType((long) i, MetricDataType.Double);
    }
    take("spBv1.0/demo/NBIRTH/edge-7", birth.build().toByteArray());
    for (int number = 0; number < SEQUENCES; number++) {
      Payload.Builder payload = Payload.newBuilder().setTimestamp(MILLIS).setSeq(number);
      for (int i = 0; i < metrics; i++) {
        payload.addMetrics(metric(i).setAlias(i));
      }
      data[number] = payload.build().toByteArray();
    }
  }

  private static Payload.Metric.Builder metric(int i) {
    return Payload.Metric.newBuilder().setTimestamp(MILLIS).setDoubleValue(500 + i * 1.2345);
  }

  @TearDown
  public void close() throws Exception {
    host.close();
  }

  @Benchmark
  public Measurements decode() {
    seq = (seq + 1) % SEQUENCES;
    take("spBv1.0/demo/NDATA/edge-7", data[seq]);
    Arrival arrival = intake.arrival;
    if (arrival == null || arrival.readings() != metrics) {
      throw new IllegalStateException("the benchmark's own message was not used");
    }
    return arrival.measurements().get(0);
  }

  @Benchmark
  public byte[] decodeAndEncode() {
    return MeasurementsSerde.encode(decode());
  }

  @Benchmark
  public SparkplugBPayload peerTahuDecoder() throws Exception {
    return tahu.buildFromByteArray(data[1], types);
  }

  private void take(String topic, byte[] payload) {
    host.take(
        new DeviceMessage(Protocol.MQTT, SENDER, topic, null, payload, MILLIS * 1_000),
        (to, body, qos, retain) -> {},
        Nobody.WAITS);
  }

  private static final class LastArrival implements Intake {
    private final InFlightBudget budget = new InFlightBudget(1_000_000);
    private @Nullable Arrival arrival;

    @Override
    public void take(DeviceMessage message, Receipt receipt) {
      throw new IllegalStateException("Sparkplug is decoded before the intake");
    }

    @Override
    public Burst burst() {
      throw new IllegalStateException("Sparkplug is decoded before the intake");
    }

    @Override
    public boolean take(Arrival arrived, Receipt receipt) {
      arrival = arrived;
      receipt.accepted();
      return true;
    }

    @Override
    public void take(List<Arrival> parts, Receipt receipt) {
      throw new IllegalStateException("no edge node dies here");
    }

    @Override
    public @Nullable Rejection forbidden(Arrival asked) {
      return null;
    }

    @Override
    public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
      throw new IllegalStateException(rejection.reason());
    }

    @Override
    public boolean lets(Sender sender, AssetKey asset, String point) {
      return true;
    }

    @Override
    public InFlightBudget budget() {
      return budget;
    }
  }

  private enum Nobody implements Receipt {
    WAITS;

    @Override
    public void accepted() {
      // The benchmark looks at the arrival.
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new IllegalStateException(rejection.reason());
    }

    @Override
    public void failed(Exception cause) {
      throw new IllegalStateException(cause);
    }
  }
}
