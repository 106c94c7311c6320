package io.millwright.cmms.platform;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;

/**
 * Ends a request with a problem detail. The detail is for the caller: what, and what would be
 * right.
 */
public final class ProblemException extends HttpStatusException {
  private static final long serialVersionUID = 1L;

  public ProblemException(HttpStatus status, String detail) {
    super(status, detail);
  }

  public static ProblemException notFound(String what) {
    return new ProblemException(HttpStatus.NOT_FOUND, "there is no " + what);
  }

  public static ProblemException badRequest(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST, detail);
  }

  /** A bad request, of which the exception says what is wrong. */
  public static ProblemException badRequest(IllegalArgumentException cause) {
    ProblemException problem = badRequest(String.valueOf(cause.getMessage()));
    problem.initCause(cause);
    return problem;
  }

  public static ProblemException conflict(String detail) {
    return new ProblemException(HttpStatus.CONFLICT, detail);
  }
}
