/** Kafka within this process: one node that is broker and controller. */
@NullMarked
package io.millwright.standalone.kafka;

import org.jspecify.annotations.NullMarked;
