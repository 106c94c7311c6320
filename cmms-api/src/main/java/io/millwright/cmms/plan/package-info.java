/** Monitoring plans released to the stream processors, one in force for each asset class. */
@NullMarked
package io.millwright.cmms.plan;

import org.jspecify.annotations.NullMarked;
