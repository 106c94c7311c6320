package io.millwright.models.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a plan document.
 *
 * @param place as {@code detectors[2].alert}; "the plan" where it is the whole
 * @param line 1 and up; 0 = not known
 * @param text what is wrong, and what would be right
 */
public record PlanFault(String place, int line, String text) {
  private static final Pattern WITH_PLACE =
      Pattern.compile("(.{1,1000}?) \\(line ([0-9]{1,7})\\): (.*)", Pattern.DOTALL);
  private static final Pattern IN_LINE = Pattern.compile("in line ([0-9]{1,7})");

  /** Out of a sentence of the reader. */
  static PlanFault of(String sentence) {
    Matcher matcher = WITH_PLACE.matcher(sentence);
    if (matcher.matches()) {
      return new PlanFault(matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3));
    }
    Matcher inLine = IN_LINE.matcher(sentence);
    return new PlanFault(
        "the plan", inLine.find() ? Integer.parseInt(inLine.group(1)) : 0, sentence);
  }

  @Override
  public String toString() {
    return line == 0 ? text : place + " (line " + line + "): " + text;
  }
}
