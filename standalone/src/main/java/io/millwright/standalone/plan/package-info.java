/** {@code millwright plan}: check, compare, show and release monitoring plans. */
@NullMarked
package io.millwright.standalone.plan;

import org.jspecify.annotations.NullMarked;
