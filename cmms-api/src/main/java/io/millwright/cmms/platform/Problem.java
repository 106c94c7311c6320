package io.millwright.cmms.platform;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem detail (RFC 9457).
 *
 * @param errors what is wrong with which field, for a request whose fields are wrong
 */
@Serdeable
public record Problem(
    String type, String title, int status, String detail, @Nullable List<FieldError> errors) {
  static final String MEDIA_TYPE = "application/problem+json";

  /** What is wrong with one field of the request. */
  @Serdeable
  public record FieldError(String field, String message) {}

  static Problem of(HttpStatus status, String detail, @Nullable List<FieldError> errors) {
    return new Problem("about:blank", status.getReason(), status.getCode(), detail, errors);
  }

  /** A response that says so. */
  public static MutableHttpResponse<Problem> response(HttpStatus status, String detail) {
    return HttpResponse.<Problem>status(status)
        .body(of(status, detail, null))
        .contentType(MEDIA_TYPE);
  }
}
