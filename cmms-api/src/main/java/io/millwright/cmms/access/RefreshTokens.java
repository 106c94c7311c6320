package io.millwright.cmms.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refresh tokens that work once. Each use gives a new one of the same family; a token that comes a
 * second time has been stolen or copied, and ends its whole family. Two tabs of one browser that
 * refresh at the same moment look the same, so a second use within {@link #GRACE} is forgiven.
 */
@Singleton
final class RefreshTokens {
  static final Duration GRACE = Duration.ofSeconds(10);
  private static final Logger LOGGER = LoggerFactory.getLogger(RefreshTokens.class);

  private record Stored(
      UUID family, String username, Instant expiresAt, Optional<Instant> usedAt, boolean revoked) {}

  /** A token that was good: whose it is, and the family its successor belongs to. */
  record Redeemed(TenantId tenant, String username, UUID family) {}

  private final Database database;
  private final AccessConfig config;
  private final SecureRandom random = new SecureRandom();

  RefreshTokens(Database database, AccessConfig config) {
    this.database = database;
    this.config = config;
  }

  /** A first token, for a user of the bound tenant. */
  String issue(String username) {
    return issue(username, UuidCreator.getTimeOrderedEpoch());
  }

  /** The next token of a family. Tokens that are past their time go with it. */
  String issue(String username, UUID family) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Instant now = Instant.now();
    database.write(
        () -> {
          database
              .sql("delete from refresh_token where expires_at < :now")
              .bind("now", now)
              .update();
          return database
              .sql(
                  """
                  insert into refresh_token (token_hash, family, username, issued_at, expires_at)
                  values (:hash, :family, :username, :now, :expiresAt)
                  """)
              .bind("hash", sha256(token))
              .bind("family", family)
              .bind("username", username)
              .bind("now", now)
              .bind("expiresAt", now.plus(config.refreshTokenLifetime()))
              .update();
        });
    return token;
  }

  /**
   * Uses a token and does the work with it in one transaction: where the work does not end, the
   * token is as good as before.
   *
   * @return what the work returns; empty when the token is unknown, past its time, revoked, or came
   *     a second time
   */
  <T> Optional<T> redeem(String token, Function<Redeemed, Optional<T>> work) {
    String hash = sha256(token);
    return tenantOf(hash)
        .flatMap(
            tenant ->
                TenantContext.call(
                    tenant, () -> database.write(() -> redeem(tenant, hash).flatMap(work))));
  }

  /** The revocation must be committed although the answer is no: a value, not an exception. */
  private Optional<Redeemed> redeem(TenantId tenant, String hash) {
    Instant now = Instant.now();
    Optional<Stored> found =
        database
            .sql("select * from refresh_token where token_hash = :hash for update")
            .bind("hash", hash)
            .first(RefreshTokens::stored);
    if (found.isEmpty() || found.get().revoked() || found.get().expiresAt().isBefore(now)) {
      return Optional.empty();
    }
    Stored stored = found.get();
    if (stored.usedAt().isPresent() && stored.usedAt().get().plus(GRACE).isBefore(now)) {
      revokeFamily(stored.family());
      LOGGER
          .atWarn()
          .addKeyValue("tenant", tenant)
          .addKeyValue("user", stored.username())
          .log("a refresh token was used twice: its family is revoked");
      return Optional.empty();
    }
    database
        .sql("update refresh_token set used_at = coalesce(used_at, :now) where token_hash = :hash")
        .bind("now", now)
        .bind("hash", hash)
        .update();
    return Optional.of(new Redeemed(tenant, stored.username(), stored.family()));
  }

  /** Ends the family of a token: its owner signs out. */
  void revoke(String token) {
    String hash = sha256(token);
    tenantOf(hash)
        .ifPresent(
            tenant ->
                TenantContext.run(
                    tenant,
                    () ->
                        database.write(
                            () -> {
                              database
                                  .sql("select family from refresh_token where token_hash = :hash")
                                  .bind("hash", hash)
                                  .first(row -> row.uuid("family"))
                                  .ifPresent(this::revokeFamily);
                              return true;
                            })));
  }

  private void revokeFamily(UUID family) {
    database
        .sql("update refresh_token set revoked = true where family = :family")
        .bind("family", family)
        .update();
  }

  private Optional<TenantId> tenantOf(String hash) {
    return database.read(
        () ->
            database
                .sql("select tenant_of_refresh_token(:hash) as tenant")
                .bind("hash", hash)
                .one(row -> Optional.ofNullable(row.textOrNull("tenant")).map(TenantId::new)));
  }

  private static Stored stored(Row row) {
    return new Stored(
        row.uuid("family"),
        row.text("username"),
        row.instant("expires_at"),
        Optional.ofNullable(row.instantOrNull("used_at")),
        row.flag("revoked"));
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
