/**
 * {@code millwright evaluate}: the monitoring on public data sets, with the field's own figures.
 */
@NullMarked
package io.millwright.standalone.evaluate;

import org.jspecify.annotations.NullMarked;
