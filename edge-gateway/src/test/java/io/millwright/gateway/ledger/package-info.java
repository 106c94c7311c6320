@NullMarked
package io.millwright.gateway.ledger;

import org.jspecify.annotations.NullMarked;
