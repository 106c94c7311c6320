package io.millwright.cmms.platform;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes every error of the API a problem detail. */
@Singleton
@Primary
final class ProblemResponses implements ErrorResponseProcessor<Problem> {

  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    HttpStatus status = response.status();
    List<Problem.FieldError> fields =
        context.getErrors().stream()
            .filter(error -> error.getPath().isPresent())
            .map(error -> new Problem.FieldError(field(error), error.getMessage()))
            .toList();
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

  /**
   * Validation paths begin with the method and its parameter ("open.request.name"): the field is
   * the rest.
   */
  private static String field(Error error) {
    String path = error.getPath().orElse("");
    String[] parts = path.split("\\.", 3);
    return parts.length == 3 ? parts[2] : path;
  }
}
