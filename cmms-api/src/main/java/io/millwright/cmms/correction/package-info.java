/** Readings that came too late: what was concluded of their time does not know them. */
@NullMarked
package io.millwright.cmms.correction;

import org.jspecify.annotations.NullMarked;
