package io.millwright.gateway.opcua;

import io.millwright.gateway.config.ConfigProblems;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * How messages must be protected.
 *
 * @param mode for policy {@link Policy#NONE} it has no meaning
 */
public record Security(Policy policy, Mode mode, Trust trust) {
  /** The best that the server offers, and only servers whose certificate is in the trust list. */
  public static final Security STRONGEST =
      new Security(Policy.STRONGEST, Mode.STRONGEST, Trust.LIST);

  public Security {
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        policy != Policy.NONE || mode == Mode.STRONGEST,
        "security mode is not for policy none: leave it out, or choose a policy");
    problems.throwIfAny();
  }

  /** Weakest first. */
  public enum Policy {
    /** Neither signed nor encrypted. */
    NONE(SecurityPolicy.None),
    /** Deprecated since SHA-1 is broken; for old servers, and only when it is named. */
    BASIC128RSA15(SecurityPolicy.Basic128Rsa15),
    /** Deprecated since SHA-1 is broken; for old servers, and only when it is named. */
    BASIC256(SecurityPolicy.Basic256),
    AES128_SHA256_RSAOAEP(SecurityPolicy.Aes128_Sha256_RsaOaep),
    BASIC256SHA256(SecurityPolicy.Basic256Sha256),
    AES256_SHA256_RSAPSS(SecurityPolicy.Aes256_Sha256_RsaPss),
    /** The strongest that the server offers; never {@link #NONE} and never a deprecated one. */
    STRONGEST(null);

    private final @org.jspecify.annotations.Nullable SecurityPolicy milo;

    Policy(@org.jspecify.annotations.Nullable SecurityPolicy milo) {
      this.milo = milo;
    }

    private boolean accepts(EndpointDescription endpoint) {
      int strength = strength(endpoint);
      return this == STRONGEST ? strength > BASIC256.ordinal() : strength == ordinal();
    }

    private static int strength(EndpointDescription endpoint) {
      for (Policy policy : values()) {
        if (policy.milo != null && policy.milo.getUri().equals(endpoint.getSecurityPolicyUri())) {
          return policy.ordinal();
        }
      }
      return -1;
    }
  }

  /** Weakest first. */
  public enum Mode {
    SIGN,
    SIGN_AND_ENCRYPT,
    /** Encrypted where the server offers it, otherwise signed. */
    STRONGEST;

    private boolean accepts(EndpointDescription endpoint) {
      MessageSecurityMode offered = endpoint.getSecurityMode();
      return switch (this) {
        case SIGN -> offered == MessageSecurityMode.Sign;
        case SIGN_AND_ENCRYPT -> offered == MessageSecurityMode.SignAndEncrypt;
        case STRONGEST -> true;
      };
    }
  }

  /** Which servers are believed. */
  public enum Trust {
    /** Those whose certificate, or its issuer's, is in the trust list. */
    LIST,
    /** The first that answers; from then on only the same certificate. */
    FIRST_USE
  }

  /** The best of those that are acceptable. */
  Optional<EndpointDescription> choose(List<EndpointDescription> offered) {
    return offered.stream()
        .filter(
            endpoint ->
                TransportProfile.TCP_UASC_UABINARY
                    .getUri()
                    .equals(endpoint.getTransportProfileUri()))
        .filter(policy::accepts)
        .filter(endpoint -> policy == Policy.NONE || mode.accepts(endpoint))
        .max(
            Comparator.comparingInt(
                    (EndpointDescription endpoint) -> endpoint.getSecurityMode().getValue())
                .thenComparingInt(Policy::strength));
  }

  /** For an error message. */
  static String shown(List<EndpointDescription> offered) {
    return offered.stream()
        .map(
            endpoint ->
                String.valueOf(endpoint.getSecurityPolicyUri()).replaceFirst(".*#", "")
                    + "/"
                    + endpoint.getSecurityMode())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
