package io.millwright.cmms;

/** Lets tests of other packages at the parts of a running application. */
public final class CmmsInside {
  private CmmsInside() {}

  public static <T> T bean(CmmsApplication application, Class<T> type) {
    return application.bean(type);
  }
}
