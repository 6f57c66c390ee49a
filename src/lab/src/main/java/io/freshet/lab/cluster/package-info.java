/**
 * A Flink cluster as production has it, on this machine: broker, ZooKeeper, JobManagers and
 * TaskManagers as processes of their own, from the published artifacts.
 */
@NullMarked
package io.freshet.lab.cluster;

import org.jspecify.annotations.NullMarked;
