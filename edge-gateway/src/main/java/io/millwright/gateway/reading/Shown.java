package io.millwright.gateway.reading;

/** Values from outside, made fit for a message: short, printable. */
public final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  public static String text(String value) {
    int length = Math.min(value.length(), LONGEST);
    StringBuilder shown = new StringBuilder(length + 3);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return value.length() > LONGEST ? shown.append("...").toString() : shown.toString();
  }
}
