/** One asset's way through all blocks of ISO 13374, and the monitoring plan that says how. */
@NullMarked
package io.millwright.models.monitor;

import org.jspecify.annotations.NullMarked;
