package io.millwright.contracts.asset;

import java.util.regex.Pattern;

/** The form that tags of assets and names of points share. */
final class Tags {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  private Tags() {}

  static void check(String what, String value) {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what
              + " '"
              + shown(value)
              + "' is not valid: use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit");
    }
  }

  /** At most 80 characters of a value that came from outside, without control characters. */
  static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
  }
}
