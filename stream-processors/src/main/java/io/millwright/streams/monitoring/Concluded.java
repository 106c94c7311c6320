package io.millwright.streams.monitoring;

import io.millwright.models.monitor.Conclusions;

/**
 * What the blocks concluded, and under which plan.
 *
 * @param source who sent what it was concluded from, as {@code protocol:identity}; empty = time or
 *     maintenance
 */
record Concluded(String planId, int planVersion, String source, Conclusions conclusions) {}
