package io.millwright.gateway.mqtt;

/**
 * Whose session it is. The client id alone is chosen by the client: with it, a device could end
 * another's connection and have its session.
 *
 * @param principal who the client has proven to be, as {@code protocol:identity}
 */
record SessionKey(String principal, String clientId) {}
