@NullMarked
package io.millwright.standalone.imports;

import org.jspecify.annotations.NullMarked;
