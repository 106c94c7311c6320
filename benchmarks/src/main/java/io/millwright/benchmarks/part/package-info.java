/** What runs in the processes of a measurement: Kafka, brokers, gateways and their peers. */
@NullMarked
package io.millwright.benchmarks.part;

import org.jspecify.annotations.NullMarked;
