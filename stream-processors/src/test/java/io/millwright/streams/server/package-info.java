/** Real servers for the integration tests: Kafka in this JVM, PostgreSQL as a child process. */
@NullMarked
package io.millwright.streams.server;

import org.jspecify.annotations.NullMarked;
