/** The register of devices: what gateways let in, by which credentials, and what it may write. */
@NullMarked
package io.millwright.cmms.device;

import org.jspecify.annotations.NullMarked;
