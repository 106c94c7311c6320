package io.millwright.streams.monitoring;

import io.millwright.models.monitor.Conclusions;

/** What the blocks concluded, and under which plan. */
record Concluded(String planId, int planVersion, Conclusions conclusions) {}
