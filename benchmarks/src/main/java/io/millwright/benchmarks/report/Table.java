package io.millwright.benchmarks.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as Markdown that reads well as it is. */
public final class Table {
  private final List<String[]> lines = new ArrayList<>();

  public Table(String... heads) {
    lines.add(heads);
  }

  public void add(String... cells) {
    lines.add(cells);
  }

  public void print(PrintWriter out) {
    int[] widths = new int[lines.get(0).length];
    for (String[] cells : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cells[i].length());
      }
    }
    for (int line = 0; line < lines.size(); line++) {
      StringBuilder text = new StringBuilder("|");
      for (int i = 0; i < widths.length; i++) {
        String cell = lines.get(line)[i];
        String space = " ".repeat(widths[i] - cell.length());
        text.append(' ').append(i == 0 ? cell + space : space + cell).append(" |");
      }
      out.println(text);
      if (line == 0) {
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
          rule.append(' ').append("-".repeat(widths[i])).append(i == 0 ? " |" : ":|");
        }
        out.println(rule);
      }
    }
  }
}
