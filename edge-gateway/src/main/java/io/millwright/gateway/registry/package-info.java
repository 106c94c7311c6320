/**
 * What the registry of devices and assets says, followed through Kafka and held in memory; a copy
 * on disk lets a gateway start while Kafka is away.
 */
@NullMarked
package io.millwright.gateway.registry;

import org.jspecify.annotations.NullMarked;
