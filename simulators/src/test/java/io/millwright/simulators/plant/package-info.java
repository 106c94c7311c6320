/** What stands around a device in these tests: Kafka, the real gateway, and networks that fail. */
@NullMarked
package io.millwright.simulators.plant;

import org.jspecify.annotations.NullMarked;
