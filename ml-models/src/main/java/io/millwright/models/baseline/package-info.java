/** What is normal for an asset, learned while it is healthy, for each bin of its operation. */
@NullMarked
package io.millwright.models.baseline;

import org.jspecify.annotations.NullMarked;
