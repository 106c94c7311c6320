package io.millwright.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with settings, so that one start shows all of it. */
public final class ConfigProblems {
  private final List<String> problems = new ArrayList<>();

  public void require(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  public void range(String name, long value, long lowest, long highest) {
    require(
        value >= lowest && value <= highest,
        name + " must be between " + lowest + " and " + highest + ", but was " + value);
  }

  public void range(String name, Duration value, Duration shortest, Duration longest) {
    require(
        value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0,
        name + " must be between " + shortest + " and " + longest + ", but was " + value);
  }

  public void notBlank(String name, String value) {
    require(!value.isBlank(), name + " must not be empty");
  }

  /** Takes over the problems of a part. */
  public void addAll(InvalidConfigException part) {
    problems.addAll(part.problems());
  }

  public void add(String problem) {
    problems.add(problem);
  }

  public boolean any() {
    return !problems.isEmpty();
  }

  /**
   * Ends the check.
   *
   * @throws InvalidConfigException with all problems so far, if there are any
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }
}
