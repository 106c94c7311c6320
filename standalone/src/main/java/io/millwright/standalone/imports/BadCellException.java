package io.millwright.standalone.imports;

/**
 * What is written in a file is not what it should be; the message says what is there, and what
 * would be right.
 */
final class BadCellException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 60;

  BadCellException(String reason) {
    // Bad rows may be many, and nobody looks at where in the program they were found.
    super(reason, null, false, false);
  }

  /** What is there, shortened and without control characters. */
  static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }
}
