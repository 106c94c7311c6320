package io.millwright.cmms.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the next page begins, as an opaque text without padding. */
public final class Cursor {
  private Cursor() {}

  public static String of(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join("\n", parts).getBytes(UTF_8));
  }

  /**
   * The parts again.
   *
   * @throws ProblemException 400, if the text is not such a cursor
   */
  public static List<String> parts(String cursor, int expected) {
    try {
      List<String> parts =
          List.of(new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\n", -1));
      if (parts.size() == expected) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      throw unknown(e);
    }
    throw unknown(null);
  }

  /** A cursor that was not given out by this API. */
  public static ProblemException unknown(@Nullable Throwable cause) {
    ProblemException problem =
        ProblemException.badRequest(
            "cursor is not valid: pass 'next' of the page before, or none for the first page");
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }
}
