package io.freshet.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How models that are released while the job runs are taken.
 *
 * @param maxSlots most slots
 * @param maxBundleBytes the size of the largest bundle
 * @param fetchTimeout how long fetching one may take
 */
public record ReleaseSettings(int maxSlots, long maxBundleBytes, Duration fetchTimeout)
        implements Serializable {}
