package io.millwright.standalone.plan;

import io.millwright.standalone.UsageException;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which CMMS, and as whom. Secrets are not taken from the command line, which others can see and
 * shells remember.
 */
final class CmmsOptions {
  @Option(
      names = "--url",
      description = "Address of the CMMS (default: ${DEFAULT-VALUE}).",
      defaultValue = "http://localhost:8080")
  String url = "http://localhost:8080";

  @Option(
      names = "--user",
      description =
          "Sign in as this user; the password from MILLWRIGHT_PASSWORD or, without it, as you type it.")
  @Nullable String user;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with an access token; without it and without --user from MILLWRIGHT_TOKEN.")
  @Nullable Path tokenFile;

  URI base() {
    try {
      URI base = URI.create(url.replaceAll("/+$", "") + "/");
      if (base.getHost() != null && String.valueOf(base.getScheme()).startsWith("http")) {
        return base;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new UsageException("--url '" + url + "' must be like http://localhost:8080");
  }

  /** A token that is there already; null = sign in. */
  @Nullable String token() {
    if (tokenFile != null) {
      try {
        return Files.readString(tokenFile).strip();
      } catch (IOException e) {
        throw new UsageException("--token-file " + tokenFile + " cannot be read");
      }
    }
    String token = System.getenv("MILLWRIGHT_TOKEN");
    if (user == null && (token == null || token.isBlank())) {
      throw new UsageException(
          "who are you? Set MILLWRIGHT_TOKEN, or give --token-file FILE or --user NAME");
    }
    return user == null && token != null ? token.strip() : null;
  }

  String password() {
    String password = System.getenv("MILLWRIGHT_PASSWORD");
    if (password != null && !password.isEmpty()) {
      return password;
    }
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
    if (typed == null) {
      throw new UsageException("set MILLWRIGHT_PASSWORD, or run it where you can type a password");
    }
    return new String(typed);
  }
}
