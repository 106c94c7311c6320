package io.millwright.streams.monitoring;

import io.millwright.models.monitor.Conclusions;

/**
 * What the blocks concluded, and under which plan.
 *
 * @param source who sent what it was concluded from, as {@code protocol:identity}; empty = time or
 *     maintenance
 * @param shadow whether that plan only runs beside the one in force
 */
record Concluded(
    String planId, int planVersion, String source, boolean shadow, Conclusions conclusions)
    implements Outcome {}
