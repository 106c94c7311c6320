/** Readings and condition over time, read from the historian's views and thinned for a chart. */
@NullMarked
package io.millwright.cmms.series;

import org.jspecify.annotations.NullMarked;
