package io.millwright.models.expression;

import java.util.ArrayList;
import java.util.List;

/** Reads an expression into steps. */
final class ExpressionReader {
  private static final int LONGEST = 1_000;
  private static final int DEEPEST = 50;

  private final String text;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Integer> operands = new ArrayList<>();
  private final List<Double> constants = new ArrayList<>();
  private final List<String> points = new ArrayList<>();
  private int at;
  private int nested;

  ExpressionReader(String text) {
    this.text = text;
  }

  Expression read() {
    if (text.length() > LONGEST) {
      throw new InvalidExpressionException(
          "the expression has " + text.length() + " characters; at most " + LONGEST + " are read");
    }
    sum();
    if (at < text.length()) {
      throw wrong("an operator or the end");
    }
    if (operations.size() > Expression.MOST_STEPS) {
      throw new InvalidExpressionException(
          "the expression has "
              + operations.size()
              + " steps; at most "
              + Expression.MOST_STEPS
              + " are computed: split it into several points");
    }
    return new Expression(text, operations, operands, constants, points);
  }

  private void sum() {
    product();
    while (true) {
      if (take('+')) {
        product();
        step(Operation.ADD);
      } else if (take('-')) {
        product();
        step(Operation.SUBTRACT);
      } else {
        return;
      }
    }
  }

  private void product() {
    factor();
    while (true) {
      if (take('*')) {
        factor();
        step(Operation.MULTIPLY);
      } else if (take('/')) {
        factor();
        step(Operation.DIVIDE);
      } else {
        return;
      }
    }
  }

  private void factor() {
    if (++nested > DEEPEST) {
      throw new InvalidExpressionException(
          "the expression is nested more than " + DEEPEST + " deep: split it into several points");
    }
    if (take('-')) {
      factor();
      step(Operation.NEGATE);
    } else {
      primary();
      if (take('^')) {
        factor();
        step(Operation.POWER);
      }
    }
    nested--;
  }

  private void primary() {
    skipSpace();
    char next = at < text.length() ? text.charAt(at) : '\0';
    if (take('(')) {
      sum();
      expect(')');
    } else if (next >= '0' && next <= '9' || next == '.') {
      number();
    } else if (next == '\'') {
      quoted();
    } else if (isLetter(next)) {
      named();
    } else {
      throw wrong("a number, a point, a function or '('");
    }
  }

  private void number() {
    int start = at;
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
    }
    try {
      double value = Double.parseDouble(text.substring(start, at));
      if (Double.isInfinite(value)) {
        throw new NumberFormatException();
      }
      constants.add(value);
      step(Operation.CONSTANT, constants.size() - 1);
    } catch (NumberFormatException e) {
      at = start;
      throw wrong("a number such as 12.5 or 1e-3");
    }
  }

  private void quoted() {
    int end = text.indexOf('\'', at + 1);
    if (end <= at + 1) {
      throw wrong("the name of a point between single quotes");
    }
    point(text.substring(at + 1, end));
    at = end + 1;
  }

  private void named() {
    int start = at;
    while (at < text.length() && isOfName(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    if (!take('(')) {
      point(name);
      return;
    }
    Operation function = Operation.function(name);
    if (function == null) {
      at = start;
      throw wrong("one of the functions " + Operation.functions());
    }
    sum();
    int given = 1;
    while (take(',')) {
      sum();
      given++;
      if (function.takes() == 2) {
        // Of several it is that of the first ones and of the next.
        step(function);
      }
    }
    if (function.takes() == 1 ? given != 1 : given < 2) {
      throw new InvalidExpressionException(
          name
              + " at character "
              + (start + 1)
              + " has "
              + given
              + (given == 1 ? " value; it takes " : " values; it takes ")
              + (function.takes() == 1 ? "one" : "two or more"));
    }
    if (function.takes() == 1) {
      step(function);
    }
    expect(')');
  }

  private void point(String name) {
    int place = points.indexOf(name);
    if (place < 0) {
      points.add(name);
      place = points.size() - 1;
    }
    step(Operation.POINT, place);
  }

  private void step(Operation operation) {
    step(operation, -1);
  }

  private void step(Operation operation, int operand) {
    operations.add(operation);
    operands.add(operand);
  }

  private boolean take(char expected) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (!take(expected)) {
      throw wrong("'" + expected + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private InvalidExpressionException wrong(String right) {
    skipSpace();
    return new InvalidExpressionException(
        "at character "
            + (at + 1)
            + " must be "
            + right
            + ", but is "
            + (at < text.length() ? "'" + text.charAt(at) + "'" : "the end"));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isOfName(char c) {
    return isLetter(c) || isDigit(c) || c == '.';
  }
}
