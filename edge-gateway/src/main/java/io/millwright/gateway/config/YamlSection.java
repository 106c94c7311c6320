package io.millwright.gateway.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read by key. Every problem has its file and line; what cannot be read
 * has its default meanwhile, so that one reading finds all problems.
 */
public final class YamlSection {
  private final YamlFile file;
  private final int line;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  YamlSection(YamlFile file, Node node) {
    this.file = file;
    this.line = YamlFile.line(node);
    if (!(node instanceof MappingNode mapping)) {
      file.problem(node, "must be a mapping of keys to values");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        file.problem(entry.getKeyNode(), "a key must be a plain text");
      } else if (entries.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
        file.problem(key, "'" + key.getValue() + "' is twice in this section: keep one");
      }
    }
  }

  /** A value that has to be there; "" when it is not, which is a problem. */
  public String text(String key) {
    String value = scalar(key);
    if (value == null) {
      problem("'" + key + "' is missing");
      return "";
    }
    return value;
  }

  public @Nullable String textOrNull(String key) {
    return scalar(key);
  }

  public String text(String key, String otherwise) {
    String value = scalar(key);
    return value == null ? otherwise : value;
  }

  /** A list of texts. */
  public List<String> texts(String key, List<String> otherwise) {
    known.add(key);
    Node node = entries.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof SequenceNode sequence)) {
      file.problem(node, "'" + key + "' must be a list: begin each entry with '- '");
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      if (entry instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        texts.add(file.resolved(scalar).strip());
      } else {
        file.problem(entry, "each entry of '" + key + "' must be a text that is not empty");
      }
    }
    return texts;
  }

  public int integer(String key, int otherwise) {
    return parsed(key, otherwise, Integer::valueOf, "a whole number");
  }

  public double number(String key, double otherwise) {
    return parsed(key, otherwise, Double::valueOf, "a number");
  }

  public Duration duration(String key, Duration otherwise) {
    return parsed(key, otherwise, Duration::parse, "an ISO 8601 duration such as PT1S");
  }

  public boolean truth(String key, boolean otherwise) {
    return choice(key, Map.of("true", true, "false", false), otherwise);
  }

  /** One of the names of an enum, in lower case with {@code -}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return choice(
        key,
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(
                    value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    value -> value)),
        otherwise);
  }

  public <T> T choice(String key, Map<String, T> choices, T otherwise) {
    return parsed(
        key,
        otherwise,
        text -> {
          T chosen = choices.get(text);
          if (chosen == null) {
            throw new IllegalArgumentException(text);
          }
          return chosen;
        },
        "one of " + String.join(", ", new TreeSet<>(choices.keySet())));
  }

  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** The mapping behind a key; null when it is not there. */
  public @Nullable YamlSection section(String key) {
    known.add(key);
    Node node = entries.get(key);
    return node == null ? null : new YamlSection(file, node);
  }

  /**
   * What {@code maker} makes of each mapping in the list behind a key; none when it is not there.
   * What it finds not valid is a problem of that mapping, and left out.
   */
  public <T> List<T> all(String key, Function<YamlSection, T> maker) {
    known.add(key);
    Node node = entries.get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      file.problem(node, "'" + key + "' must be a list: begin each entry with '- '");
      return List.of();
    }
    List<T> all = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      YamlSection section = new YamlSection(file, entry);
      T made = section.checked(() -> maker.apply(section));
      if (made != null) {
        all.add(made);
      }
    }
    return all;
  }

  /** Keys that nobody has asked for are spelling mistakes. */
  public void reportUnknown() {
    entries.forEach(
        (key, node) -> {
          if (!known.contains(key)) {
            file.problem(
                node, "there is no '" + key + "' here: the keys are " + String.join(", ", known));
          }
        });
  }

  /** A problem of the section as a whole. */
  public void problem(String problem) {
    file.problem(line, problem);
  }

  /** What {@code part} makes; null when it finds its values not valid, which are problems here. */
  public <T> @Nullable T checked(Supplier<T> part) {
    int before = file.problemCount();
    try {
      T made = part.get();
      reportUnknown();
      return file.problemCount() == before ? made : null;
    } catch (InvalidConfigException e) {
      e.problems().forEach(this::problem);
    } catch (IllegalArgumentException e) {
      // What could not be read has been told already; its default may be what is refused here.
      if (file.problemCount() == before) {
        problem(String.valueOf(e.getMessage()));
      }
    }
    reportUnknown();
    return null;
  }

  private <T> T parsed(String key, T otherwise, Function<String, T> parser, String right) {
    String value = scalar(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      Node node = entries.get(key);
      String problem = "'" + key + "' must be " + right + ", but was '" + file.shown(node) + "'";
      if (node == null) {
        problem(problem);
      } else {
        file.problem(node, problem);
      }
      return otherwise;
    }
  }

  private @Nullable String scalar(String key) {
    known.add(key);
    Node node = entries.get(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof ScalarNode scalar)) {
      file.problem(node, "'" + key + "' must be one value, not a list or a mapping");
      return null;
    }
    String value = file.resolved(scalar).strip();
    if (value.isEmpty()) {
      file.problem(node, "'" + key + "' must not be empty");
      return null;
    }
    return value;
  }
}
