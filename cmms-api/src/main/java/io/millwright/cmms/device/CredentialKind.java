package io.millwright.cmms.device;

/** What a device may show. */
enum CredentialKind {
  /** For MQTT, with the user name tenant/device. */
  PASSWORD,
  /** For HTTP. */
  API_KEY,
  /** For MQTT over TLS. */
  CERTIFICATE,
  /** For CoAP over DTLS. */
  PRE_SHARED_KEY
}
