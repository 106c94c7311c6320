package io.millwright.models.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final List<String> POINTS = List.of("p1", "p2", "rated-current", "gap");

  private static double value(String text, double... values) {
    Expression expression = Expression.parse(text);
    int[] places = expression.points().stream().mapToInt(POINTS::indexOf).toArray();
    return expression.evaluate(values, places, new double[expression.depth()]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "p1 - p2                              | 7",
        "p1 - p2 - 1                          | 6",
        "p1 + p2 * 2                          | 16",
        "(p1 + p2) * 2                        | 26",
        "p1 / p2 / 2                          | 1.6666666667",
        "-p1 ^ 2                              | -100",
        "2 ^ 3 ^ 2                            | 512",
        "2 ^ -1                               | 0.5",
        "100 * max(p1, p2, 12) / 'rated-current' | 24",
        "min(p1, p2, 12)                      | 3",
        "max(min(p1, 4), -1)                  | 4",
        "abs(p2 - p1) + sqrt(p2 * 12)         | 13",
        "ln(exp(2)) + log10(1e3)              | 5",
        ".5*p1                                | 5",
        "--p1                                 | 10",
      })
  void computesWhatItSays(String text, double expected) {
    assertThat(value(text, 10, 3, 50, Double.NaN)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void aGapInAPointOrNoValueMakesAGap() {
    assertThat(value("p1 - gap", 10, 3, 50, Double.NaN)).isNaN();
    assertThat(value("max(p1, gap)", 10, 3, 50, Double.NaN)).isNaN();
    assertThat(value("p1 / (p2 - 3)", 10, 3, 50, 0)).isNaN();
    assertThat(value("sqrt(p2 - p1)", 10, 3, 50, 0)).isNaN();
    assertThat(value("exp(p1 * 1000)", 10, 3, 50, 0)).isNaN();
  }

  @Test
  void namesEachPointOnce() {
    assertThat(Expression.parse("p1 * p1 + 'a b' - p2.x_1").points())
        .containsExactly("p1", "a b", "p2.x_1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "p1 -            | at character 5 must be a number, a point, a function or '(', but is the end",
        "p1 p2           | at character 4 must be an operator or the end, but is 'p'",
        "(p1             | at character 4 must be ')', but is the end",
        "1.2.3           | at character 1 must be a number such as 12.5 or 1e-3",
        "sin(p1)         | at character 1 must be one of the functions abs, sqrt, exp, ln, log10, min, max",
        "abs(p1, p2)     | abs at character 1 has 2 values; it takes one",
        "min(p1)         | min at character 1 has 1 value; it takes two or more",
        "'p1             | at character 1 must be the name of a point between single quotes",
        "p1 % 2          | at character 4 must be an operator or the end, but is '%'",
        "1e999           | must be a number such as 12.5 or 1e-3",
      })
  void saysWhereATextIsNoneAndWhatWouldBeRight(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(InvalidExpressionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void isBoundedInLengthDepthAndSteps() {
    assertThatThrownBy(() -> Expression.parse("1".repeat(1_001))).hasMessageContaining("1001");
    assertThatThrownBy(() -> Expression.parse("(".repeat(400) + "1" + ")".repeat(400)))
        .hasMessageContaining("nested more than 50 deep");
    assertThatThrownBy(() -> Expression.parse("-".repeat(900) + "1"))
        .hasMessageContaining("nested more than 50 deep");
    assertThatThrownBy(() -> Expression.parse("1" + "+1".repeat(150)))
        .hasMessageContaining("301 steps; at most 200");
  }
}
