package io.freshet.lab.oracle;

/**
 * Says which slates outlived every failure. One that was sent between the last checkpoint and a
 * failure may have been seen, and yet not be made again: a newer one has taken its place.
 */
@FunctionalInterface
public interface SureSlates {

    /** Whether the job is sure to remember a slate that was seen. */
    boolean isSure(String user, long revision);
}
