package io.millwright.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.reading.BodyFormat;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the head of a request says: whether its body is worth reading, and who sends it. */
final class RequestHead {
  private static final String BEARER = "bearer ";

  private RequestHead() {}

  sealed interface Result {}

  /**
   * Its body is worth reading.
   *
   * @param mediaType null = the sender did not say what the body is
   */
  record Readable(String path, @Nullable String mediaType, Credentials credentials)
      implements Result {
    @Nullable BodyFormat format() {
      return mediaType == null ? null : BodyFormat.ofMediaType(mediaType);
    }
  }

  record Unusable(FullHttpResponse answer) implements Result {}

  /**
   * Judges a head.
   *
   * @param remote the address that it came from
   */
  static Result judge(HttpRequest request, HttpConfig config, String remote) {
    if (request.decoderResult().isFailure()) {
      return unusable(
          HttpResponseStatus.BAD_REQUEST,
          "the request is not HTTP/1.1: " + request.decoderResult().cause().getMessage());
    }
    String path;
    try {
      path = new QueryStringDecoder(request.uri(), UTF_8).path();
    } catch (IllegalArgumentException e) {
      return unusable(HttpResponseStatus.BAD_REQUEST, "the path is not valid: " + e.getMessage());
    }
    if (!path.startsWith("/v1/")) {
      return unusable(HttpResponseStatus.NOT_FOUND, "post to /v1/{tenant}/{asset}/measurements");
    }
    if (request.method() != HttpMethod.POST && request.method() != HttpMethod.PUT) {
      Unusable result =
          unusable(
              HttpResponseStatus.METHOD_NOT_ALLOWED,
              "method " + shown(request.method().name()) + " is not supported here: use POST");
      result.answer().headers().set(HttpHeaderNames.ALLOW, "POST, PUT");
      return result;
    }
    HttpHeaders headers = request.headers();
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return unusable(
          HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          "content encoding '" + shown(encoding) + "' is not supported: send the body as it is");
    }
    if (HttpUtil.isContentLengthSet(request)
        && HttpUtil.getContentLength(request, Long.MAX_VALUE) > config.maxBodyBytes()) {
      return new Unusable(tooLarge(config));
    }
    Credentials credentials = credentials(headers, remote);
    return credentials == null
        ? new Unusable(Answers.unauthorized())
        : new Readable(path, headers.get(HttpHeaderNames.CONTENT_TYPE), credentials);
  }

  /** Null when the sender shows something that is no API key. */
  private static @Nullable Credentials credentials(HttpHeaders headers, String remote) {
    String key = headers.get("X-API-Key");
    if (key != null) {
      return new Credentials.ApiKey(Protocol.HTTP, key.strip());
    }
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization == null) {
      return new Credentials.Anonymous(Protocol.HTTP, remote);
    }
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? new Credentials.ApiKey(Protocol.HTTP, authorization.substring(BEARER.length()).strip())
        : null;
  }

  static FullHttpResponse tooLarge(HttpConfig config) {
    return Answers.problem(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "the body has more than " + config.maxBodyBytes() + " bytes: send several requests");
  }

  private static Unusable unusable(HttpResponseStatus status, String detail) {
    return new Unusable(Answers.problem(status, detail));
  }

  private static String shown(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "...";
  }
}
