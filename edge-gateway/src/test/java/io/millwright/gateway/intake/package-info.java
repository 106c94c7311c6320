/** What is behind the endpoints, answering when a test says so. */
@NullMarked
package io.millwright.gateway.intake;

import org.jspecify.annotations.NullMarked;
