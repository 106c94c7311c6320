package io.millwright.simulators.replay;

import java.util.ArrayList;
import java.util.List;

/** Adds up the lanes of a replay. */
final class ProgressSum {
  long messages;
  long readings;
  long messagesSent;
  long readingsSent;
  long messagesAcknowledged;
  long readingsAcknowledged;
  long messagesRejected;
  final List<ReplayProgress.Position> positions = new ArrayList<>();
}
