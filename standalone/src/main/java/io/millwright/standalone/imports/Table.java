package io.millwright.standalone.imports;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file with rows of named columns, read once from its beginning to its end. */
interface Table extends Closeable {
  List<String> columns();

  /** The asset of all rows, if the file itself says so. */
  default @Nullable String asset() {
    return null;
  }

  /**
   * Goes to the next row; false = there is none.
   *
   * @throws IOException if the file cannot be read on; the message says where
   */
  boolean next() throws IOException;

  /** Where the row is in the file, for people: its line, or its number from 1. */
  long place();

  /** What is wrong with the row as a whole; null = nothing. */
  @Nullable String problem();

  /** Null = there is nothing. */
  @Nullable String text(int column) throws BadCellException;

  /** Microseconds since 1970, 0 or more, before the year 2200. */
  long timeMicros(int column) throws BadCellException;

  /** NaN = there is nothing. Finite otherwise. */
  double number(int column) throws BadCellException;

  /** The row, for people. */
  List<String> row();

  /** Of the file. */
  long bytes() throws IOException;

  /** About so many of them are read. */
  long bytesRead();
}
