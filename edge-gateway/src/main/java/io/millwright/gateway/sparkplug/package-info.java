/**
 * A Sparkplug B 3.0 host: follows the sessions of edge nodes, from NBIRTH to NDEATH, and turns
 * their metrics into readings.
 *
 * <pre>
 *  TopicRoutes -> SparkplugHost -> EdgeNode (one lock each): order, Session: aliases -> Intake
 *                                     | gap, unknown alias
 *                                  RebirthRequests -> DeviceChannel (NCMD)
 * </pre>
 */
@NullMarked
package io.millwright.gateway.sparkplug;

import org.jspecify.annotations.NullMarked;
