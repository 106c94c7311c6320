package io.millwright.cmms.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.token.generator.TokenGenerator;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Problem;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Signing in, staying signed in, signing out. */
@Controller("/api")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
class SessionController {

  @Serdeable
  record Credentials(
      @NotBlank @Size(max = 254) String username, @NotBlank @Size(max = 1024) String password) {}

  @Serdeable
  record Refresh(
      @JsonProperty("grant_type") @NotBlank String grantType,
      @JsonProperty("refresh_token") @NotBlank @Size(max = 1024) String refreshToken) {}

  @Serdeable
  record Leave(@JsonProperty("refresh_token") @NotBlank @Size(max = 1024) String refreshToken) {}

  /** Field names of OAuth 2 (RFC 6749), lifetimes in seconds. */
  @Serdeable
  record Session(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("refresh_token") String refreshToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      String username,
      List<String> roles) {}

  private record SignedIn(TenantId tenant, User user) {}

  private final UserRepository users;
  private final PasswordHashing passwords;
  private final LoginThrottle throttle;
  private final RefreshTokens refreshTokens;
  private final TokenGenerator accessTokens;
  private final AccessConfig config;

  SessionController(
      UserRepository users,
      PasswordHashing passwords,
      LoginThrottle throttle,
      RefreshTokens refreshTokens,
      TokenGenerator accessTokens,
      AccessConfig config) {
    this.users = users;
    this.passwords = passwords;
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.accessTokens = accessTokens;
    this.config = config;
  }

  @Post("/login")
  HttpResponse<?> login(@Body @Valid Credentials credentials, HttpRequest<?> request) {
    String username = credentials.username().strip().toLowerCase(Locale.ROOT);
    String address = request.getRemoteAddress().getAddress().getHostAddress();
    Optional<Duration> pause = throttle.attempt(username, address);
    if (pause.isPresent()) {
      long seconds = pause.get().toSeconds() + 1;
      return Problem.response(
              HttpStatus.TOO_MANY_REQUESTS,
              "too many wrong passwords: try again in " + seconds + " seconds")
          .header("Retry-After", Long.toString(seconds));
    }
    Optional<SignedIn> signedIn;
    try {
      signedIn = verified(username, credentials.password());
    } catch (RuntimeException e) {
      throttle.withdrawn(username, address);
      throw e;
    }
    if (signedIn.isEmpty()) {
      throw new ProblemException(HttpStatus.UNAUTHORIZED, "user name or password is wrong");
    }
    throttle.succeeded(username, address);
    TenantId tenant = signedIn.get().tenant();
    User user = signedIn.get().user();
    return HttpResponse.ok(
        TenantContext.call(tenant, () -> session(tenant, user, refreshTokens.issue(username))));
  }

  private Optional<SignedIn> verified(String username, String password) {
    Optional<SignedIn> found =
        users
            .tenantOf(username)
            .flatMap(
                tenant ->
                    TenantContext.call(tenant, () -> users.active(username))
                        .map(user -> new SignedIn(tenant, user)));
    boolean good =
        found
            .map(known -> passwords.verify(known.user().passwordHash(), password))
            .orElseGet(() -> passwords.verifyNobody(password));
    return good ? found : Optional.empty();
  }

  /**
   * Exchanges a refresh token for new tokens. Roles are read again, so that a change takes effect
   * within the life of an access token.
   */
  @Post("/token/refresh")
  Session refresh(@Body @Valid Refresh request) {
    if (!request.grantType().equals("refresh_token")) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "grant_type must be refresh_token, but was '" + request.grantType() + "'");
    }
    return refreshTokens
        .redeem(request.refreshToken(), this::refreshed)
        .orElseThrow(SessionController::signInAgain);
  }

  private Optional<Session> refreshed(RefreshTokens.Redeemed redeemed) {
    return users
        .active(redeemed.username())
        .map(
            user ->
                session(
                    redeemed.tenant(),
                    user,
                    refreshTokens.issue(redeemed.username(), redeemed.family())));
  }

  @Post("/logout")
  @Status(HttpStatus.NO_CONTENT)
  void logout(@Body @Valid Leave request) {
    refreshTokens.revoke(request.refreshToken());
  }

  private static ProblemException signInAgain() {
    return new ProblemException(
        HttpStatus.UNAUTHORIZED, "the refresh token is not valid any more: sign in again");
  }

  private Session session(TenantId tenant, User user, String refreshToken) {
    List<String> roles = user.roles().stream().map(Role::name).toList();
    int seconds = (int) config.accessTokenLifetime().toSeconds();
    String accessToken =
        accessTokens
            .generateToken(
                Authentication.build(
                    user.username(), roles, Map.of(TenantContext.CLAIM, tenant.value())),
                seconds)
            .orElseThrow(() -> new IllegalStateException("the access token could not be signed"));
    return new Session(accessToken, refreshToken, "Bearer", seconds, user.username(), roles);
  }
}
