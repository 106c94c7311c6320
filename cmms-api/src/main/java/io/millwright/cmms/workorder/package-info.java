/** Work orders: raised by advisories or people, with a guarded life cycle and a reason. */
@NullMarked
package io.millwright.cmms.workorder;

import org.jspecify.annotations.NullMarked;
