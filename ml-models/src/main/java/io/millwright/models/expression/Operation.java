package io.millwright.models.expression;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A step of an expression. */
enum Operation {
  POINT(0),
  CONSTANT(0),
  NEGATE(1),
  ADD(2),
  SUBTRACT(2),
  MULTIPLY(2),
  DIVIDE(2),
  POWER(2),
  ABS(1, true),
  SQRT(1, true),
  EXP(1, true),
  LN(1, true),
  LOG10(1, true),
  MIN(2, true),
  MAX(2, true);

  private final int takes;
  private final boolean function;

  Operation(int takes) {
    this(takes, false);
  }

  Operation(int takes, boolean function) {
    this.takes = takes;
    this.function = function;
  }

  /** How many numbers it takes from the stack; it puts one there. */
  int takes() {
    return takes;
  }

  double apply(double first, double second) {
    return switch (this) {
      case POINT, CONSTANT -> throw new IllegalStateException(this + " is no function of numbers");
      case NEGATE -> -first;
      case ADD -> first + second;
      case SUBTRACT -> first - second;
      case MULTIPLY -> first * second;
      case DIVIDE -> first / second;
      case POWER -> Math.pow(first, second);
      case ABS -> Math.abs(first);
      case SQRT -> Math.sqrt(first);
      case EXP -> Math.exp(first);
      case LN -> Math.log(first);
      case LOG10 -> Math.log10(first);
      case MIN -> Math.min(first, second);
      case MAX -> Math.max(first, second);
    };
  }

  /** The function of that name; null = there is none. */
  static @Nullable Operation function(String name) {
    for (Operation operation : values()) {
      if (operation.function && operation.name().toLowerCase(Locale.ROOT).equals(name)) {
        return operation;
      }
    }
    return null;
  }

  /** For messages. */
  static String functions() {
    return Arrays.stream(values())
        .filter(operation -> operation.function)
        .map(operation -> operation.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
