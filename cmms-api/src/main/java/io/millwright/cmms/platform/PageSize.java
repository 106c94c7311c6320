package io.millwright.cmms.platform;

/** How many items a page may hold. */
public final class PageSize {
  private static final int MOST = 500;

  private PageSize() {}

  /**
   * The limit asked for.
   *
   * @throws ProblemException 400, unless it is 1 to 500
   */
  public static int checked(int limit) {
    if (limit < 1 || limit > MOST) {
      throw ProblemException.badRequest("limit must be 1 to " + MOST + ", but was " + limit);
    }
    return limit;
  }
}
