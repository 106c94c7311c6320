/** Real servers and a client for the integration tests. */
@NullMarked
package io.millwright.cmms.testing;

import org.jspecify.annotations.NullMarked;
