/** The CMMS API: assets, advisories, work orders and the web console over REST. */
@NullMarked
package io.millwright.cmms;

import org.jspecify.annotations.NullMarked;
