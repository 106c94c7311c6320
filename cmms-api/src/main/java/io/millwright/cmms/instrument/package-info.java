/** Sensors that cannot be believed, as the monitoring found them. */
@NullMarked
package io.millwright.cmms.instrument;

import org.jspecify.annotations.NullMarked;
