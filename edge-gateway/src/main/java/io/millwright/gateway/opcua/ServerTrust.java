package io.millwright.gateway.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Believes the server of one source, or puts its certificate where its owner finds it. */
final class ServerTrust implements CertificateValidator {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServerTrust.class);
  private static final Set<ValidationCheck> CHECKS =
      Set.of(ValidationCheck.VALIDITY, ValidationCheck.APPLICATION_URI);

  private final String source;
  private final Keys keys;
  private final Security.Trust trust;
  private volatile @Nullable String refusal;

  ServerTrust(String source, Keys keys, Security.Trust trust) {
    this.source = source;
    this.keys = keys;
    this.trust = trust;
  }

  /** Why the server was not believed; null = it was, or nobody asked. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  public void validateCertificateChain(
      List<X509Certificate> chain,
      @Nullable String applicationUri,
      @Nullable String @Nullable [] hostNames)
      throws UaException {
    Path pinned = keys.trusted().resolve("first-use-" + source + ".der");
    boolean first = trust == Security.Trust.FIRST_USE && !Files.exists(pinned);
    try {
      if (first) {
        keys.write(pinned, chain.get(0));
      }
      MemoryTrustListManager trusted = new MemoryTrustListManager();
      trusted.setTrustedCertificates(keys.trustedCertificates());
      new DefaultClientCertificateValidator(trusted, CHECKS, new MemoryCertificateQuarantine())
          .validateCertificateChain(chain, applicationUri, null);
      if (first) {
        LOGGER
            .atWarn()
            .addKeyValue("source", source)
            .addKeyValue("subject", chain.get(0).getSubjectX500Principal())
            .addKeyValue("file", pinned)
            .log("trusting the server at its first use; from now on only this certificate");
      }
    } catch (IOException e) {
      throw new UaException(StatusCodes.Bad_CertificateUntrusted, e);
    } catch (UaException e) {
      refuse(chain.get(0), first ? pinned : null, e);
      throw e;
    }
  }

  private void refuse(X509Certificate certificate, @Nullable Path pinned, UaException cause) {
    if (pinned != null) {
      try {
        Files.deleteIfExists(pinned);
      } catch (IOException e) {
        LOGGER.atWarn().setCause(e).addKeyValue("file", pinned).log("cannot delete the file");
      }
    }
    Path rejected = keys.rejected().resolve(source + ".der");
    keys.write(rejected, certificate);
    String why =
        "the server's certificate ("
            + certificate.getSubjectX500Principal()
            + ") is not trusted ("
            + cause.getStatusCode()
            + "): if it is right, move "
            + rejected
            + " to "
            + keys.trusted();
    refusal = why;
  }
}
