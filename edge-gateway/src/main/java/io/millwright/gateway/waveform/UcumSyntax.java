package io.millwright.gateway.waveform;

/**
 * Whether a text is written like a code of the Unified Code for Units of Measure (case sensitive):
 * the grammar, not the list of units.
 *
 * <pre>
 *  unit      = ["/"] component { ("." | "/") component }
 *  component = "(" unit ")" | symbol [exponent] [annotation] | number | annotation
 * </pre>
 */
final class UcumSyntax {
  private static final int LONGEST = 64;

  private final String text;
  private int at;

  private UcumSyntax(String text) {
    this.text = text;
  }

  static boolean isCode(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    UcumSyntax syntax = new UcumSyntax(text);
    return syntax.unit() && syntax.at == text.length();
  }

  private boolean unit() {
    take('/');
    do {
      if (!component()) {
        return false;
      }
    } while (take('.') || take('/'));
    return true;
  }

  private boolean component() {
    if (take('(')) {
      return unit() && take(')');
    }
    int start = at;
    boolean symbol = symbol();
    if (at > start && !symbol) {
      return false;
    }
    if (symbol) {
      exponent();
    } else {
      digits();
    }
    boolean something = at > start;
    if (peek() == '{') {
      return delimited('{', '}');
    }
    return something;
  }

  /** Letters and the like, with parts in square brackets: {@code m}, {@code %}, {@code m[H2O]}. */
  private boolean symbol() {
    int start = at;
    while (at < text.length()) {
      char c = peek();
      if (c == '[') {
        if (!delimited('[', ']')) {
          return false;
        }
      } else if (Character.isLetter(c) && c < 128 || "%*'\"_^".indexOf(c) >= 0) {
        at++;
      } else if (c == '1' && text.startsWith("10*", at) || c == '1' && text.startsWith("10^", at)) {
        at += 3;
      } else {
        break;
      }
    }
    return at > start;
  }

  private void exponent() {
    int start = at;
    if (peek() == '+' || peek() == '-') {
      at++;
    }
    int digits = at;
    digits();
    if (at == digits) {
      at = start;
    }
  }

  private void digits() {
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private boolean delimited(char open, char close) {
    int end = text.indexOf(close, at);
    if (end <= at + 1) {
      return false;
    }
    for (int i = at + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == open) {
        return false;
      }
    }
    at = end + 1;
    return true;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char c) {
    if (peek() == c && at < text.length()) {
      at++;
      return true;
    }
    return false;
  }
}
