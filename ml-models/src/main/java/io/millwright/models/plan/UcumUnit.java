package io.millwright.models.plan;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a text is a unit of UCUM, case-sensitive form: the grammar in full, the atoms that
 * machines are measured in.
 */
final class UcumUnit {
  /** Atoms that take a prefix. */
  private static final Set<String> METRIC =
      Set.of(
          "m", "s", "g", "rad", "K", "C", "cd", "mol", "sr", "Hz", "N", "Pa", "J", "W", "A", "V",
          "F", "Ohm", "S", "Wb", "Cel", "T", "H", "lm", "lx", "Bq", "Gy", "Sv", "kat", "l", "L",
          "ar", "t", "bar", "u", "eV", "pc", "dyn", "erg", "P", "St", "cal", "B", "B[V]", "B[W]",
          "B[SPL]", "m[H2O]", "m[Hg]", "bit", "By", "Bd", "st", "mho", "g%", "[g]", "Np", "eq");

  private static final Set<String> PLAIN =
      Set.of(
          "%",
          "[ppth]",
          "[ppm]",
          "[ppb]",
          "[pi]",
          "gon",
          "deg",
          "'",
          "''",
          "min",
          "h",
          "d",
          "wk",
          "mo",
          "a",
          "atm",
          "att",
          "[in_i]",
          "[ft_i]",
          "[yd_i]",
          "[mi_i]",
          "[nmi_i]",
          "[kn_i]",
          "[sin_i]",
          "[sft_i]",
          "[cin_i]",
          "[cft_i]",
          "[mil_i]",
          "[gal_us]",
          "[bbl_us]",
          "[foz_us]",
          "[gr]",
          "[lb_av]",
          "[oz_av]",
          "[ston_av]",
          "[lton_av]",
          "[lbf_av]",
          "[psi]",
          "[degF]",
          "[degR]",
          "[degRe]",
          "[HP]",
          "[Btu]",
          "[Btu_IT]",
          "[Btu_th]",
          "[in_i'H2O]",
          "[in_i'Hg]",
          "[pH]",
          "[car_m]",
          "[smoot]",
          "[APL'U]",
          "10*",
          "10^",
          "circ");

  private static final Set<String> PREFIXES =
      Set.of(
          "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "da", "d", "c", "m", "u", "n", "p", "f", "a",
          "z", "y", "Ki", "Mi", "Gi", "Ti");

  private static final Pattern SIMPLE =
      Pattern.compile("((?:\\[[^\\[\\]{}]*]|[A-Za-z%'*^]|10[*^])+?)([+-]?[0-9]+)?");
  private static final Pattern ANNOTATION = Pattern.compile("\\{[\\x21-\\x7a|~]*}");

  private UcumUnit() {}

  static boolean isValid(String text) {
    return !text.isEmpty()
        && text.length() <= 100
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        && term(text.startsWith("/") ? text.substring(1) : text);
  }

  /** component (('.' | '/') component)* */
  private static boolean term(String text) {
    int depth = 0;
    int from = 0;
    char inside = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inside != 0) {
        inside = c == inside ? 0 : inside;
      } else if (c == '{') {
        inside = '}';
      } else if (c == '[') {
        inside = ']';
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if ((c == '.' || c == '/') && depth == 0) {
        if (!component(text.substring(from, i))) {
          return false;
        }
        from = i + 1;
      }
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0 && inside == 0 && component(text.substring(from));
  }

  private static boolean component(String text) {
    if (text.startsWith("(") && text.endsWith(")")) {
      return term(text.substring(1, text.length() - 1));
    }
    int brace = text.indexOf('{');
    if (brace >= 0 && !ANNOTATION.matcher(text.substring(brace)).matches()) {
      return false;
    }
    String unit = brace >= 0 ? text.substring(0, brace) : text;
    if (unit.isEmpty()) {
      return brace >= 0;
    }
    if (unit.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return true;
    }
    Matcher matcher = SIMPLE.matcher(unit);
    return matcher.matches() && atom(matcher.group(1));
  }

  private static boolean atom(String text) {
    if (METRIC.contains(text) || PLAIN.contains(text)) {
      return true;
    }
    return PREFIXES.stream()
        .anyMatch(
            prefix -> text.startsWith(prefix) && METRIC.contains(text.substring(prefix.length())));
  }
}
