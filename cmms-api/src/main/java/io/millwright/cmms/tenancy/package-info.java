/**
 * The walls between organizations: the tenant of a request or record, and the data source that
 * enforces it.
 */
@NullMarked
package io.millwright.cmms.tenancy;

import org.jspecify.annotations.NullMarked;
