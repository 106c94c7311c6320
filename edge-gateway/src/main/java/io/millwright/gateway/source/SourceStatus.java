package io.millwright.gateway.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a source is. Its desired state is always connected.
 *
 * @param name as in {@code modbus:boiler}
 * @param silence since the last sign of life of the connection; zero while there is none
 * @param failures attempts that have failed since it was last connected
 * @param problem why it is not connected, or was not the last time; null = it never failed
 */
public record SourceStatus(
    String name, boolean connected, Duration silence, int failures, @Nullable String problem) {}
