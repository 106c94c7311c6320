package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All measurements of one shape, in rounds of one a writer. */
record WriteResult(WriteShape shape, Map<Writer, List<WriteFigures>> rounds) {

  static WriteResult of(WriteShape shape) {
    Map<Writer, List<WriteFigures>> rounds = new EnumMap<>(Writer.class);
    for (Writer writer : Writer.values()) {
      rounds.put(writer, new ArrayList<>());
    }
    return new WriteResult(shape, rounds);
  }

  List<WriteFigures> of(Writer writer) {
    return rounds.getOrDefault(writer, List.of());
  }

  Spread spread(Writer writer, ToDoubleFunction<WriteFigures> figure) {
    return Spread.of(of(writer).stream().filter(WriteFigures::worked).toList(), figure);
  }

  /** Of what only the historian has. */
  Spread detail(Writer writer, ToDoubleFunction<WriteFigures.Detail> figure) {
    List<WriteFigures.Detail> details = new ArrayList<>();
    for (WriteFigures figures : of(writer)) {
      if (figures.historian() != null) {
        details.add(figures.historian());
      }
    }
    return Spread.of(details, figure);
  }

  /** Rows per second as a share of those of COPY, round by round. */
  Spread share(Writer writer) {
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < Math.min(of(writer).size(), of(Writer.COPY).size()); i++) {
      WriteFigures ours = of(writer).get(i);
      WriteFigures copy = of(Writer.COPY).get(i);
      if (ours.worked() && copy.worked()) {
        shares.add(ours.rowsPerSecond() / copy.rowsPerSecond());
      }
    }
    return Spread.of(shares, Double::doubleValue);
  }

  boolean worked() {
    return rounds.values().stream().flatMap(List::stream).allMatch(WriteFigures::worked);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", shape.name());
    json.put("shape", shape);
    for (Writer writer : Writer.values()) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("rowsPerSecond", spread(writer, WriteFigures::rowsPerSecond).json());
      of.put("shareOfCopy", share(writer).json());
      of.put("walBytesPerRow", spread(writer, WriteFigures::walBytesPerRow).json());
      of.put("tableBytesPerRow", spread(writer, WriteFigures::tableBytes).json());
      of.put("runs", of(writer));
      json.put(writer.title, of);
    }
    return json;
  }
}
