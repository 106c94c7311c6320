/**
 * Tests against the images that Millwright is deployed with, or their stand-ins: see
 * .ci/containers.
 */
@NullMarked
package io.millwright.standalone.container;

import org.jspecify.annotations.NullMarked;
