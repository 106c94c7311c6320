/** How long time series are kept, for each site; the historian goes by it. */
@NullMarked
package io.millwright.cmms.retention;

import org.jspecify.annotations.NullMarked;
