package io.millwright.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * Something that a device shall do once.
 *
 * @param id tells it apart from others, so that a device does it once although it may hear it twice
 * @param name what to do, in the words of the device
 * @param payload JSON text
 * @param expiresMicros when it must not be delivered any more, microseconds since 1970
 */
public record Command(String id, String name, String payload, long expiresMicros) {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

  /** Most bytes of the payload: a command travels in one datagram. */
  public static final int LONGEST_PAYLOAD = 700;

  public Command {
    tag("id", id);
    tag("name", name);
    int bytes = payload.getBytes(UTF_8).length;
    if (bytes > LONGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "the payload of command "
              + id
              + " has "
              + bytes
              + " bytes: at most "
              + LONGEST_PAYLOAD
              + " fit into a datagram; send what is longer as configuration");
    }
  }

  private static void tag(String what, String value) {
    if (!TAG.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of a command is 1 to 64 characters of A-Z a-z 0-9 . _ : -, beginning with a letter"
              + " or digit, but one has "
              + value.length()
              + " characters or others");
    }
  }
}
