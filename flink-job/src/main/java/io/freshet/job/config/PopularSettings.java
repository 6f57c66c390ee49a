package io.freshet.job.config;

import java.io.Serializable;

/**
 * What counts as popular now.
 *
 * @param size items of a list
 * @param halfLifeMillis event time in which a count halves
 * @param intervalMillis processing time between two reports of an item and between two lists
 */
public record PopularSettings(int size, long halfLifeMillis, long intervalMillis)
        implements Serializable {}
