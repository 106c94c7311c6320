/** Arithmetic over the values of points, for points that are computed. */
@NullMarked
package io.millwright.models.expression;

import org.jspecify.annotations.NullMarked;
