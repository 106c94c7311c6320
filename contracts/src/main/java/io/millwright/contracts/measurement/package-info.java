/**
 * Readings as columns: the form in which they travel from the gateway to the analytics core and
 * into the database.
 */
@NullMarked
package io.millwright.contracts.measurement;

import org.jspecify.annotations.NullMarked;
