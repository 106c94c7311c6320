package io.millwright.standalone.doctor;

/**
 * What was found about one thing.
 *
 * @param found what is there
 * @param remedy what to do about it; empty when nothing need be done
 */
record Check(String subject, Verdict verdict, String found, String remedy) {

  /** Whether Millwright runs with what was found. */
  enum Verdict {
    OK,
    /** It runs, without something. */
    LIMITED,
    /** It does not run. */
    MISSING
  }

  static Check ok(String subject, String found) {
    return new Check(subject, Verdict.OK, found, "");
  }

  static Check limited(String subject, String found, String remedy) {
    return new Check(subject, Verdict.LIMITED, found, remedy);
  }

  static Check missing(String subject, String found, String remedy) {
    return new Check(subject, Verdict.MISSING, found, remedy);
  }
}
