package io.freshet.lab.dataset;

/** Takes what a line says: any number of observations, or that a rule leaves it out. */
interface LineSink {

    void observe(Observation observation);

    /** The line is well-formed, and the format's rule does not want it. */
    void exclude(String rule);
}
