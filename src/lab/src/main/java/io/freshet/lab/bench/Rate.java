package io.freshet.lab.bench;

/**
 * How fast something goes.
 *
 * @param cpuMicrosEach CPU time for one, of this process and its broker, whatever else the machine
 *     does
 */
record Rate(double perSecond, double cpuMicrosEach) {}
