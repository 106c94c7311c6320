package io.millwright.simulators.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file that remembers how far each history was answered. It is replaced as a whole and reaches
 * the disk before its name does, so that a killed process leaves the old one or the new one.
 */
final class Checkpoint {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;

  Checkpoint(Path file) {
    this.file = file;
  }

  /** How far one asset, named {@code tenant/asset}, was answered. */
  record Entry(String fingerprint, int rowsAnswered, int rowsRejected, long readingsRejected) {}

  /**
   * Entries by asset; none if there is no file.
   *
   * @throws IOException if the file cannot be read or is not a checkpoint
   */
  Map<String, Entry> read() throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    if (!Files.exists(file)) {
      return entries;
    }
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String asset = json.currentName();
        expect(json.nextToken() == JsonToken.START_OBJECT);
        entries.put(asset, readEntry(json));
      }
      expect(json.currentToken() == JsonToken.END_OBJECT);
      return entries;
    } catch (IOException e) {
      throw new IOException(
          "'" + file + "' is not a checkpoint of a replay: remove it to begin anew", e);
    }
  }

  private static Entry readEntry(JsonParser json) throws IOException {
    String fingerprint = "";
    int rowsAnswered = -1;
    int rowsRejected = 0;
    long readingsRejected = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "history" -> fingerprint = json.getText();
        case "rowsAnswered" -> rowsAnswered = json.getIntValue();
        case "rowsRejected" -> rowsRejected = json.getIntValue();
        case "readingsRejected" -> readingsRejected = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    expect(rowsAnswered >= 0 && rowsRejected <= rowsAnswered);
    return new Entry(fingerprint, rowsAnswered, rowsRejected, readingsRejected);
  }

  private static void expect(boolean condition) throws IOException {
    if (!condition) {
      throw new IOException("a part is missing or not as written");
    }
  }

  void write(Map<String, Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      for (Map.Entry<String, Entry> asset : entries.entrySet()) {
        json.writeObjectFieldStart(asset.getKey());
        json.writeStringField("history", asset.getValue().fingerprint());
        json.writeNumberField("rowsAnswered", asset.getValue().rowsAnswered());
        json.writeNumberField("rowsRejected", asset.getValue().rowsRejected());
        json.writeNumberField("readingsRejected", asset.getValue().readingsRejected());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("checkpoint '" + file + "' is not a file");
    }
    Files.createDirectories(directory);
    Path fresh = directory.resolve(absolute.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
  }
}
