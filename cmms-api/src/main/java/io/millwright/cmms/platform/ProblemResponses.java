package io.millwright.cmms.platform;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import java.util.Comparator;
import java.util.List;

/** Makes every error of the API a problem detail. */
@Singleton
@Primary
final class ProblemResponses implements ErrorResponseProcessor<Problem> {

  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    HttpStatus status = response.status();
    List<Problem.FieldError> fields = fieldErrors(context);
    String detail =
        fields.isEmpty()
            ? context.getErrors().stream()
                .map(Error::getMessage)
                .findFirst()
                .orElseGet(status::getReason)
            : fields.get(0).field() + ": " + fields.get(0).message();
    return response
        .body(Problem.of(status, detail, fields.isEmpty() ? null : fields))
        .contentType(Problem.MEDIA_TYPE);
  }

  private static List<Problem.FieldError> fieldErrors(ErrorContext context) {
    if (context.getRootCause().orElse(null) instanceof ConstraintViolationException invalid) {
      return invalid.getConstraintViolations().stream()
          .map(
              violation ->
                  new Problem.FieldError(
                      field(violation.getPropertyPath().toString()), violation.getMessage()))
          .sorted(Comparator.comparing(Problem.FieldError::field))
          .toList();
    }
    return List.of();
  }

  /**
   * A path begins with the method and its parameter ("create.request.title"): the field is the
   * rest.
   */
  private static String field(String path) {
    List<String> parts = List.of(path.split("\\.", 3));
    return parts.size() == 3 ? parts.get(2) : path;
  }
}
