package io.millwright.gateway.net;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What a client sees of a server's TLS. */
final class Handshakes {
  private Handshakes() {}

  static X509Certificate serverCertificate(ServerTls tls, SSLContext client) throws Exception {
    try (TcpServer server = new TcpServer("tls-test", 1)) {
      int port =
          server.listen(
              "127.0.0.1",
              0,
              "test",
              channel -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket("localhost", port)) {
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      }
    }
  }
}
