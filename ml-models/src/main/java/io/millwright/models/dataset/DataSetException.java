package io.millwright.models.dataset;

/** A file of a data set is not what it should be: which file, which line, what would be right. */
public final class DataSetException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  DataSetException(String file, int line, String fault) {
    super(file + " line " + line + ": " + fault);
  }

  /** Of a file that has no lines. */
  DataSetException(String file, String fault) {
    super(file + ": " + fault);
  }
}
