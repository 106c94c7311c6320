/**
 * Remaining life learned from a fleet of like machines that ran to failure: scored one cycle at a
 * time, with little state.
 *
 * <pre>
 *   row of a cycle --CycleScaling--> deviations within the regime --HealthIndex--> one number
 *                                          |                            |
 *                                          +------- LifeTracker --------+--> descriptors
 *   descriptors --trees--+
 *              --LikeLives--+--> remaining life, capped
 * </pre>
 */
@NullMarked
package io.millwright.models.fleet;

import org.jspecify.annotations.NullMarked;
