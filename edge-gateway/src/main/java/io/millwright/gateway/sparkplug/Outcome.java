package io.millwright.gateway.sparkplug;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message, for all of its deliveries. While it waits for its turn, its edge
 * node's lock guards it; after that nobody joins.
 */
final class Outcome implements Receipt {
  private final Receipt first;
  private @Nullable List<Receipt> others;

  Outcome(Receipt first) {
    this.first = first;
  }

  /** The message has been delivered once more. */
  void alsoFor(Receipt another) {
    if (others == null) {
      others = new ArrayList<>(1);
    }
    others.add(another);
  }

  @Override
  public void accepted() {
    first.accepted();
    if (others != null) {
      others.forEach(Receipt::accepted);
    }
  }

  @Override
  public void rejected(Rejection rejection) {
    first.rejected(rejection);
    if (others != null) {
      others.forEach(other -> other.rejected(rejection));
    }
  }

  @Override
  public void failed(Exception cause) {
    first.failed(cause);
    if (others != null) {
      others.forEach(other -> other.failed(cause));
    }
  }
}
