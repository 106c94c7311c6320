package io.millwright.cmms.platform;

import io.micronaut.http.HttpStatus;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The version of what was seen or changed, as ETag and If-Match carry it. */
public final class EntityTag {
  private static final Pattern FORM = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");

  private EntityTag() {}

  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * The version that the caller saw.
   *
   * @param what it is a version of, for the caller
   * @throws ProblemException 428 without one, 400 if it is none
   */
  public static long seen(@Nullable String ifMatch, String what) {
    if (ifMatch == null) {
      throw new ProblemException(
          HttpStatus.PRECONDITION_REQUIRED,
          "header If-Match is missing: send the version of the " + what + " that you saw");
    }
    Matcher tag = FORM.matcher(ifMatch.strip());
    if (!tag.matches()) {
      throw ProblemException.badRequest("header If-Match must be a version, such as \"3\"");
    }
    return Long.parseLong(tag.group(1));
  }
}
