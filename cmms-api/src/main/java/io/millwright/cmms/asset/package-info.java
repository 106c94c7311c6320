/** The register of assets and their measurement points. */
@NullMarked
package io.millwright.cmms.asset;

import org.jspecify.annotations.NullMarked;
