/** Readers of public data sets. */
@NullMarked
package io.millwright.models.dataset;

import org.jspecify.annotations.NullMarked;
