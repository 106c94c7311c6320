/** Who owns a machine, which machine, and which of its points: identifiers as checked records. */
@NullMarked
package io.millwright.contracts.asset;

import org.jspecify.annotations.NullMarked;
