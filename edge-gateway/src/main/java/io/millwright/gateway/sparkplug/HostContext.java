package io.millwright.gateway.sparkplug;

import io.millwright.gateway.intake.Intake;

/** What the edge nodes of a host share. */
record HostContext(
    SparkplugConfig config,
    Intake intake,
    ReadingTimes times,
    Capacity capacity,
    RebirthRequests rebirths,
    HostTimer timer,
    SparkplugMetrics metrics) {}
