package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.report.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All measurements of one row: as many of the topology as of the empty one, in pairs. */
record StreamsResult(Shape shape, List<StreamsFigures> topology, List<StreamsFigures> empty) {

  List<StreamsFigures> of(Reader reader) {
    return reader == Reader.TOPOLOGY ? topology : empty;
  }

  Spread spread(Reader reader, ToDoubleFunction<StreamsFigures> figure) {
    return Spread.of(of(reader).stream().filter(StreamsFigures::worked).toList(), figure);
  }

  /** Readings per CPU second of the topology as a share of those of the empty one, per pair. */
  Spread share() {
    List<Double> shares = new java.util.ArrayList<>();
    for (int i = 0; i < Math.min(topology.size(), empty.size()); i++) {
      if (topology.get(i).worked() && empty.get(i).worked()) {
        shares.add(topology.get(i).readingsPerCpuSecond() / empty.get(i).readingsPerCpuSecond());
      }
    }
    return Spread.of(shares, Double::doubleValue);
  }

  /** Heap that the topology has above that of the empty one, for each pump. */
  double heapBytesPerPump() {
    return (spread(Reader.TOPOLOGY, StreamsFigures::heapBytes).median()
            - spread(Reader.PASS_THROUGH, StreamsFigures::heapBytes).median())
        / shape.pumps();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", shape.name());
    json.put("row", shape);
    json.put("shareOfPassThroughPerCpuSecond", share().json());
    json.put("heapBytesPerPump", Spread.finite(heapBytesPerPump()));
    for (Reader reader : Reader.values()) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("readingsPerSecond", spread(reader, StreamsFigures::readingsPerSecond).json());
      of.put("readingsPerCpuSecond", spread(reader, StreamsFigures::readingsPerCpuSecond).json());
      of.put("kafkaNanosPerReading", spread(reader, StreamsFigures::kafkaNanosPerReading).json());
      of.put("commitMillis", spread(reader, StreamsFigures::commitMillis).json());
      of.put("longestCommitMillis", spread(reader, StreamsFigures::longestCommitMillis).json());
      of.put("heapBytes", spread(reader, StreamsFigures::heapBytes).json());
      of.put("residentBytes", spread(reader, StreamsFigures::residentBytes).json());
      of.put("runs", of(reader).stream().map(StreamsResult::json).toList());
      json.put(reader == Reader.TOPOLOGY ? "topology" : "passThrough", of);
    }
    return json;
  }

  private static Map<String, Object> json(StreamsFigures run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problem", String.valueOf(run.problem()));
    json.put("readings", run.readings());
    json.put("cpuNanos", run.used().cpuNanos());
    json.put("compilerCpuNanos", run.compilerCpuNanos());
    json.put("kafkaCpuNanos", run.kafkaCpuNanos());
    return json;
  }
}
