/** What plans in shadow would have raised, beside what was raised in the same time. */
@NullMarked
package io.millwright.cmms.shadow;

import org.jspecify.annotations.NullMarked;
