/** The monitoring plan: the document that says how the assets of a class are monitored. */
@NullMarked
package io.millwright.models.plan;

import org.jspecify.annotations.NullMarked;
