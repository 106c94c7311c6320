/** Every Kafka topic with its key, value and settings: the one place that pairs them. */
@NullMarked
package io.millwright.contracts.topic;

import org.jspecify.annotations.NullMarked;
