package io.millwright.gateway.sparkplug;

import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.quality.StatedUnits;

/** What the edge nodes of a host share. */
record HostContext(
    SparkplugConfig config,
    Intake intake,
    ReadingTimes times,
    StatedUnits units,
    Capacity capacity,
    RebirthRequests rebirths,
    HostTimer timer,
    SparkplugMetrics metrics) {}
