package io.millwright.gateway.mqtt;

/**
 * A filter that a client has just subscribed to, and wants to hear what there is for it.
 *
 * @param qos the highest it is sent at, 0 or 1
 */
record Replay(TopicFilter filter, int qos) {}
