package io.millwright.models.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression over the values of points, such as {@code p1 - p2} or {@code 100 * max(i1, i2) /
 * 'rated-current'}. Immutable, and can be shared by threads.
 *
 * <pre>
 *  sum     = product { ("+" | "-") product }
 *  product = factor { ("*" | "/") factor }
 *  factor  = "-" factor | power
 *  power   = primary [ "^" factor ]
 *  primary = number | point | function "(" sum { "," sum } ")" | "(" sum ")"
 *  point   = letters, digits, "_" and ".", beginning with a letter; any other name in single quotes
 * </pre>
 */
public final class Expression {
  /** Steps of one expression, so that a plan cannot cost without bounds. */
  public static final int MOST_STEPS = 200;

  private final String text;

  /** In the order of a stack machine. */
  private final Operation[] operations;

  /**
   * Of each step: its place in {@link #points} or {@link #constants}; otherwise without meaning.
   */
  private final int[] operands;

  private final double[] constants;
  private final List<String> points;
  private final int depth;

  Expression(
      String text,
      List<Operation> operations,
      List<Integer> operands,
      List<Double> constants,
      List<String> points) {
    this.text = text;
    this.operations = operations.toArray(Operation[]::new);
    this.operands = operands.stream().mapToInt(Integer::intValue).toArray();
    this.constants = constants.stream().mapToDouble(Double::doubleValue).toArray();
    this.points = List.copyOf(points);
    int height = 0;
    int highest = 0;
    for (Operation operation : this.operations) {
      height += 1 - operation.takes();
      highest = Math.max(highest, height);
    }
    this.depth = highest;
  }

  /**
   * Reads an expression.
   *
   * @throws InvalidExpressionException if it is none
   */
  public static Expression parse(String text) {
    return new ExpressionReader(text).read();
  }

  /** The points that it names, each once, in the order of the text. */
  public List<String> points() {
    return points;
  }

  /** How many steps one evaluation takes. */
  public int steps() {
    return operations.length;
  }

  /** Numbers that an evaluation must be able to put down. */
  public int depth() {
    return depth;
  }

  /**
   * The value of the expression. A gap in a point that it uses makes it a gap, and so does what has
   * no value, such as a division by 0.
   *
   * @param valueOfPoint values of the plan's points; NaN = a gap
   * @param places for each of {@link #points} its place there
   * @param stack room for {@link #depth} numbers, which it overwrites
   * @return NaN = a gap
   */
  public double evaluate(double[] valueOfPoint, int[] places, double[] stack) {
    int top = -1;
    for (int i = 0; i < operations.length; i++) {
      Operation operation = operations[i];
      switch (operation) {
        case POINT -> {
          double value = valueOfPoint[places[operands[i]]];
          if (Double.isNaN(value)) {
            return Double.NaN;
          }
          stack[++top] = value;
        }
        case CONSTANT -> stack[++top] = constants[operands[i]];
        default -> {
          top -= operation.takes() - 1;
          stack[top] = operation.apply(stack[top], operation.takes() > 1 ? stack[top + 1] : 0);
        }
      }
    }
    return Double.isFinite(stack[0]) ? stack[0] : Double.NaN;
  }

  /** Two are equal when their texts are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Expression that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
