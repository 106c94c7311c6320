/**
 * Advisories in: each becomes a work order, evidence on an open one, or waits for its asset or a
 * crew.
 */
@NullMarked
package io.millwright.cmms.advisory;

import org.jspecify.annotations.NullMarked;
