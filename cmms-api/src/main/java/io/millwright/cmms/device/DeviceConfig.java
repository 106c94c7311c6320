package io.millwright.cmms.device;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.millwright.contracts.device.SecretBox;
import java.util.Optional;

/**
 * The register of devices.
 *
 * @param deviceKey seals pre-shared keys; the gateways have the same; empty = pre-shared keys are
 *     refused
 * @param announceAll tell gateways of every device and asset at the start, for a Kafka that lost
 *     its topics; what changes is told anyway
 */
@Context
@ConfigurationProperties("millwright.cmms")
record DeviceConfig(
    @Bindable(defaultValue = "") String deviceKey,
    @Bindable(defaultValue = "false") boolean announceAll) {
  DeviceConfig {
    if (!deviceKey.isBlank()) {
      try {
        SecretBox.withKey(deviceKey);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "millwright.cmms.device-key (environment: MILLWRIGHT_CMMS_DEVICE_KEY): "
                + e.getMessage()
                + "; make one with `openssl rand -base64 32`",
            e);
      }
    }
  }

  Optional<SecretBox> box() {
    return deviceKey.isBlank() ? Optional.empty() : Optional.of(SecretBox.withKey(deviceKey));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "DeviceConfig[" + (deviceKey.isBlank() ? "no key" : "with key") + "]";
  }
}
