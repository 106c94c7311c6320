/** Real engines replayed to failure, and what the chain made of them. */
@NullMarked
package io.millwright.standalone.demo;

import org.jspecify.annotations.NullMarked;
