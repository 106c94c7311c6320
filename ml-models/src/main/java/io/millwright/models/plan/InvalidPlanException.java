package io.millwright.models.plan;

import java.util.List;

/**
 * A monitoring plan that cannot be used. The message names every fault with its place and what
 * would be right.
 */
public final class InvalidPlanException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<PlanFault> faults;

  /** One that cannot be read at all. */
  public InvalidPlanException(String message) {
    super(message);
    this.faults = List.of(PlanFault.of(message));
  }

  /**
   * @param sentences one for each fault
   */
  InvalidPlanException(List<String> sentences) {
    super(
        "the monitoring plan has "
            + (sentences.size() == 1 ? "a fault" : sentences.size() + " faults")
            + ":\n  "
            + String.join("\n  ", sentences));
    this.faults = sentences.stream().map(PlanFault::of).toList();
  }

  /** Each with its place; at least one. */
  public List<PlanFault> faults() {
    return faults;
  }
}
