package io.millwright.cmms.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Tokens. There is no default secret: an API that starts with one that others know protects
 * nothing.
 *
 * @param jwtSecret signs access tokens, at least 32 bytes (256 bits) of UTF-8
 * @param accessTokenLifetime after which the console must refresh
 * @param refreshTokenLifetime after which one must sign in again
 */
@Context
@ConfigurationProperties("millwright.access")
record AccessConfig(
    @Bindable(defaultValue = "") String jwtSecret,
    @Bindable(defaultValue = "PT15M") Duration accessTokenLifetime,
    @Bindable(defaultValue = "P14D") Duration refreshTokenLifetime) {
  AccessConfig {
    int bytes = jwtSecret.getBytes(UTF_8).length;
    if (bytes < 32) {
      throw new IllegalArgumentException(
          "millwright.access.jwt-secret (environment: MILLWRIGHT_ACCESS_JWT_SECRET) must have at least 32 bytes, but has "
              + bytes
              + ": make one with `openssl rand -base64 48`");
    }
    if (accessTokenLifetime.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "millwright.access.access-token-lifetime must be a second or more, but was "
              + accessTokenLifetime);
    }
    if (refreshTokenLifetime.compareTo(accessTokenLifetime) <= 0) {
      throw new IllegalArgumentException(
          "millwright.access.refresh-token-lifetime must be longer than the access token's "
              + accessTokenLifetime
              + ", but was "
              + refreshTokenLifetime);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "AccessConfig[" + accessTokenLifetime + ", " + refreshTokenLifetime + "]";
  }
}
