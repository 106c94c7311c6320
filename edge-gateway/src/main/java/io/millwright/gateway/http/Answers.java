package io.millwright.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millwright.gateway.reading.Rejection;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The responses: 204, or a problem (RFC 9457) that says what is wrong. */
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();

  private Answers() {}

  static FullHttpResponse stored() {
    return response(HttpResponseStatus.NO_CONTENT, new byte[0]);
  }

  static FullHttpResponse problem(HttpResponseStatus status, String detail) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("title", status.reasonPhrase());
      json.writeNumberField("status", status.code());
      json.writeStringField("detail", detail);
      json.writeEndObject();
    } catch (IOException e) {
      // Writing to memory.
      throw new UncheckedIOException(e);
    }
    FullHttpResponse response = response(status, body.toByteArray());
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    return response;
  }

  /** A problem that goes away by itself. */
  static FullHttpResponse tryAgain(HttpResponseStatus status, String detail, Duration after) {
    FullHttpResponse response = problem(status, detail);
    response.headers().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, after.toSeconds()));
    return response;
  }

  static FullHttpResponse rejected(Rejection rejection) {
    return problem(
        switch (rejection.kind()) {
          case ADDRESS -> HttpResponseStatus.NOT_FOUND;
          case PERMISSION -> HttpResponseStatus.FORBIDDEN;
          case SIZE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
          case FORMAT -> HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;
          case SYNTAX, CONTENT, TIME -> HttpResponseStatus.BAD_REQUEST;
        },
        rejection.reason());
  }

  static FullHttpResponse unauthorized() {
    FullHttpResponse response =
        problem(
            HttpResponseStatus.UNAUTHORIZED,
            "these credentials are not accepted: send the device's key as 'Authorization: Bearer"
                + " {tenant}/{device}/{secret}' or 'X-API-Key: {tenant}/{device}/{secret}'");
    response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    return response;
  }

  private static FullHttpResponse response(HttpResponseStatus status, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    if (body.length > 0) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    return response;
  }
}
