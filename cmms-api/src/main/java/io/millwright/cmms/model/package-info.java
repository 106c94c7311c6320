/** Models released to the stream processors. */
@NullMarked
package io.millwright.cmms.model;

import org.jspecify.annotations.NullMarked;
