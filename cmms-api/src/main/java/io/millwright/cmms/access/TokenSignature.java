package io.millwright.cmms.access;

import com.nimbusds.jose.JWSAlgorithm;
import io.micronaut.context.annotation.Factory;
import io.micronaut.security.token.jwt.signature.SignatureGeneratorConfiguration;
import io.micronaut.security.token.jwt.signature.secret.SecretSignature;
import io.micronaut.security.token.jwt.signature.secret.SecretSignatureConfiguration;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Signs and checks access tokens with the configured secret (HMAC-SHA-256). */
@Factory
final class TokenSignature {

  /**
   * Micronaut signs with the bean of this name, and checks with every bean of this type. The method
   * must not say SecretSignature: its @EachBean would be taken over, no bean made, and Micronaut
   * would issue and accept unsigned tokens.
   */
  @Singleton
  @Named("generator")
  SignatureGeneratorConfiguration signature(AccessConfig config) {
    SecretSignatureConfiguration secret = new SecretSignatureConfiguration("generator");
    secret.setSecret(config.jwtSecret());
    secret.setJwsAlgorithm(JWSAlgorithm.HS256);
    return new SecretSignature(secret);
  }
}
