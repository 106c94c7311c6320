/** The only package that imports Tribuo: trains its models and flattens them for scoring. */
@NullMarked
package io.millwright.models.tribuo;

import org.jspecify.annotations.NullMarked;
