/** Backup and restore of an installation: its database, and what is only in Kafka. */
@NullMarked
package io.millwright.standalone.backup;

import org.jspecify.annotations.NullMarked;
