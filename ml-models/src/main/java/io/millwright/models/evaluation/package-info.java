/** How good a plan and its models are, counted in failures, lead times and false alarms. */
@NullMarked
package io.millwright.models.evaluation;

import org.jspecify.annotations.NullMarked;
