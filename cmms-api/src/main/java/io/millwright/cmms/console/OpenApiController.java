package io.millwright.cmms.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.platform.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.io.IOException;
import java.io.InputStream;

/** The description of the API that the compiler wrote from the controllers. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Millwright CMMS API",
            version = "1",
            description = "Assets, advisories, work orders and series of one organization."),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    name = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT")
@Hidden
@Controller("/openapi")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
class OpenApiController {

  @Get
  @Produces("application/yaml")
  String description() throws IOException {
    try (InputStream in =
        OpenApiController.class
            .getClassLoader()
            .getResourceAsStream("META-INF/swagger/millwright-cmms-api.yml")) {
      if (in == null) {
        throw ProblemException.notFound("API description in this build");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
