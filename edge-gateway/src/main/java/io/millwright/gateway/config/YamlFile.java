package io.millwright.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A YAML file of settings. {@code ${NAME}} in a value stands for an environment variable: for
 * secrets, which do not belong into a file.
 */
public final class YamlFile {
  private static final int MOST_CHARACTERS = 4_000_000;
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Path path;
  private final UnaryOperator<@Nullable String> environment;
  private final ConfigProblems problems;
  private int problemCount;

  private YamlFile(
      Path path, UnaryOperator<@Nullable String> environment, ConfigProblems problems) {
    this.path = path;
    this.environment = environment;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param environment gives the value of an environment variable; null = not set
   * @return null when it cannot be read or is not YAML, which is a problem
   */
  public static @Nullable YamlSection read(
      Path path, UnaryOperator<@Nullable String> environment, ConfigProblems problems) {
    YamlFile file = new YamlFile(path, environment, problems);
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MOST_CHARACTERS);
    limits.setNestingDepthLimit(20);
    limits.setMaxAliasesForCollections(1_000);
    try (var reader = Files.newBufferedReader(path)) {
      // Only the tree is made, no objects: a tag in the file can do nothing.
      Node root = new Yaml(new SafeConstructor(limits)).compose(reader);
      if (root == null) {
        problems.add(path + " is empty");
        return null;
      }
      return new YamlSection(file, root);
    } catch (IOException e) {
      problems.add("cannot read " + path + ": " + e);
    } catch (YAMLException e) {
      problems.add(path + " is not valid YAML: " + e.getMessage());
    }
    return null;
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  int problemCount() {
    return problemCount;
  }

  void problem(Node node, String problem) {
    problem(line(node), problem);
  }

  void problem(int line, String problem) {
    problemCount++;
    problems.add(path + ", line " + line + ": " + problem);
  }

  /** The value with its references replaced. */
  String resolved(ScalarNode scalar) {
    Matcher matcher = REFERENCE.matcher(scalar.getValue());
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String value = environment.apply(matcher.group(1));
      if (value == null) {
        problem(scalar, "the environment variable " + matcher.group(1) + " is not set");
        value = "";
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  /** A value as it is written in the file, where a secret is only a reference. */
  String shown(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
