/** PostgreSQL beside this process: the server's own programs, started and stopped by it. */
@NullMarked
package io.millwright.standalone.postgres;

import org.jspecify.annotations.NullMarked;
