/**
 * Capacity-aware release: with a crew budget set, advisories of lower risk wait as ranked items
 * until there is room for their work.
 *
 * <pre>
 *   advisory --order open, no budget, emergency, due soon, or room--> work order
 *      |                                                                  ^
 *      +--otherwise--> WAITING --room, urgent, by hand-------------------+ RELEASED
 *                         |
 *                         +--by hand--> DISMISSED
 * </pre>
 */
@NullMarked
package io.millwright.cmms.watchlist;

import org.jspecify.annotations.NullMarked;
