package io.millwright.contracts.asset;

/** The form that tags of assets and names of points share. */
final class Tags {
  private static final int LONGEST = 128;

  private Tags() {}

  static void check(String what, String value) {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          what
              + " '"
              + shown(value)
              + "' is not valid: use 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit");
    }
  }

  /** By hand: every point of every message comes by here, and a regular expression costs more. */
  private static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > LONGEST || !isLetterOrDigit(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = value.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** At most 80 characters of a value that came from outside, without control characters. */
  static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
  }
}
