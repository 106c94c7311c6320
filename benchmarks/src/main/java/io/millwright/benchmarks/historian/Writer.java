package io.millwright.benchmarks.historian;

/** What puts the rows into the table. */
enum Writer {
  /** The historian as it ships: it also rolls up, beside. */
  HISTORIAN("historian"),
  /** The same, kept from rolling up; its marks it leaves. */
  WRITING_ALONE("writing alone"),
  /** The limit: COPY in binary of the rows as the historian has stored them, in the same order. */
  COPY("COPY");

  final String title;

  Writer(String title) {
    this.title = title;
  }
}
