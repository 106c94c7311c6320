/**
 * Alarms as ISA-18.2 knows them: what a person is told of a detector's state, and what holds that
 * back.
 */
@NullMarked
package io.millwright.models.alarm;

import org.jspecify.annotations.NullMarked;
