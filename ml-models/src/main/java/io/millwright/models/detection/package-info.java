/** State detection: descriptors held against limits. */
@NullMarked
package io.millwright.models.detection;

import org.jspecify.annotations.NullMarked;
