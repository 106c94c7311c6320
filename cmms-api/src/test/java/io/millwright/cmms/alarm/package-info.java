@NullMarked
package io.millwright.cmms.alarm;

import org.jspecify.annotations.NullMarked;
