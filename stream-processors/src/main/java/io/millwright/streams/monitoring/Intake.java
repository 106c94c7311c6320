package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of one topic in: on to the monitor, or to telemetry.rejected.v1 when one is
 * about another asset than its key.
 */
final class Intake<V> implements Processor<AssetKey, V, Object, Object> {
  private final Function<@Nullable V, @Nullable MonitorInput> input;
  private final MonitoringMetrics metrics;
  private @Nullable ProcessorContext<Object, Object> context;

  /**
   * @param input what a message says; null = nothing
   */
  Intake(Function<@Nullable V, @Nullable MonitorInput> input, MonitoringMetrics metrics) {
    this.input = input;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
  }

  @Override
  public void process(Record<AssetKey, V> record) {
    if (context == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    MonitorInput taken = input.apply(record.value());
    if (taken == null) {
      return;
    }
    // From here on an old reading has the time of its arrival, which is that of what comes of it.
    long arrival = BackfillTime.arrival(record.timestamp());
    AssetKey key = record.key();
    if (key != null && taken.concerns(key)) {
      context.forward(
          new Record<>(key, taken, arrival, record.headers()), ConditionMonitoringTopology.MONITOR);
      return;
    }
    metrics.rejected();
    String source = "kafka:" + key;
    context.forward(
        new Record<>(
            source,
            RejectingHandler.message(
                source,
                taken.getClass().getSimpleName(),
                "the record is keyed '"
                    + key
                    + "', but its message is about another asset: key it tenant/asset",
                taken.payload(),
                0),
            arrival,
            record.headers()),
        ConditionMonitoringTopology.REJECTED);
  }
}
