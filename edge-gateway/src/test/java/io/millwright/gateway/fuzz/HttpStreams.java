package io.millwright.gateway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** What good HTTP clients send on a connection. */
public final class HttpStreams {
  private static final String HEAD = "POST /v1/demo/fuzz/measurements HTTP/1.1\r\nHost: x\r\n";
  private static final String BODY = "{\"values\":{\"n\":1}}";
  private static final String WHOLE = HEAD + "Content-Length: 18\r\n\r\n" + BODY;

  private HttpStreams() {}

  public static List<byte[]> all() {
    return List.of(
        one(),
        latin(HEAD + "Content-Type: application/senml+json\r\nContent-Length: 2\r\n\r\n[]"),
        latin(
            HEAD
                + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"values\r\na;x=y\r\n\":{\"n\":1}}\r\n"
                + "0\r\nTrailer: z\r\n\r\n"),
        latin(WHOLE + WHOLE + HEAD + "Authorization: Bearer abc\r\nContent-Length: 0\r\n\r\n"),
        latin(HEAD + "Expect: 100-continue\r\nContent-Length: 18\r\n\r\n" + BODY),
        latin("GET /v1/demo/fuzz/measurements?a=%C3%A4 HTTP/1.0\r\nConnection: close\r\n\r\n"));
  }

  /** One request. */
  public static byte[] one() {
    return latin(WHOLE);
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
