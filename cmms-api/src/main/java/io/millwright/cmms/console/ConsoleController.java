package io.millwright.cmms.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.platform.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console's files from the class path. A path that is no file belongs to the console's
 * own router, so it gets index.html.
 */
@Hidden
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
class ConsoleController {
  /** Names that the console's build gives; no dot-dot, no backslash, no hidden file. */
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

  private static final String INDEX = "index.html";
  private static final String NOT_BUILT =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Millwright</title></head>
      <body>
      <h1>Millwright</h1>
      <p>The API is running. The web console is not part of this build: it needs Node.js 20 or newer.</p>
      <p>Install Node.js and build again: <code>mvn package</code>. The API is described at <a href="/openapi">/openapi</a>.</p>
      </body>
      </html>
      """;

  /** The console's files are few and small, and never change while this runs. */
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  @Get("/")
  HttpResponse<byte[]> index() {
    byte[] page = file(INDEX).orElseGet(() -> NOT_BUILT.getBytes(UTF_8));
    return HttpResponse.ok(page)
        .contentType(MediaType.TEXT_HTML_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  @Get("/{path:.+}")
  HttpResponse<byte[]> file(String path, HttpRequest<?> request) {
    if (path.equals("api") || path.startsWith("api/")) {
      throw ProblemException.notFound("resource " + request.getPath());
    }
    Optional<byte[]> content = FILE.matcher(path).matches() ? file(path) : Optional.empty();
    if (content.isEmpty()) {
      return index();
    }
    return HttpResponse.ok(content.get())
        .contentType(mediaType(path))
        .header(
            HttpHeaders.CACHE_CONTROL,
            // the build puts a hash of the content into the names below _app
            path.startsWith("_app/") ? "public, max-age=31536000, immutable" : "no-cache");
  }

  private static MediaType mediaType(String path) {
    if (path.endsWith(".js") || path.endsWith(".mjs")) {
      return new MediaType("text/javascript; charset=utf-8");
    }
    if (path.endsWith(".svg")) {
      return new MediaType("image/svg+xml");
    }
    if (path.endsWith(".woff2")) {
      return new MediaType("font/woff2");
    }
    return MediaType.forFilename(path);
  }

  private Optional<byte[]> file(String path) {
    // what is not there is not remembered: anyone could make up any number of paths
    return Optional.ofNullable(files.computeIfAbsent(path, name -> read("console/" + name)));
  }

  private static byte @Nullable [] read(String resource) {
    try (InputStream in = ConsoleController.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("console file " + resource + " could not be read", e);
    }
  }
}
