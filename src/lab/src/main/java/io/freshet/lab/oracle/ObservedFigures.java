package io.freshet.lab.oracle;

/**
 * What a job counted of a variant.
 *
 * @param users who have it
 * @param exposures slates of theirs that were shown
 * @param clicks that these earned
 * @param conversions that these earned
 */
public record ObservedFigures(long users, long exposures, long clicks, long conversions) {

    static final ObservedFigures NONE = new ObservedFigures(0, 0, 0, 0);
}
