package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.topic.TopicRoutes;
import java.util.function.LongSupplier;

/**
 * What all connections of the endpoint share.
 *
 * @param clockMicros the time of receipt, microseconds since 1970
 */
record EndpointServices(
    MqttConfig config,
    TopicRoutes routes,
    DeviceAccess access,
    Sessions sessions,
    WaitingRoom waiting,
    Subscriptions subscriptions,
    CommandTopics commandTopics,
    MqttCounters counters,
    LongSupplier clockMicros) {}
