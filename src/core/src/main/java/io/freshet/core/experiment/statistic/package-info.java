/** What an experiment says: sums over its users, estimates, intervals that may be peeked at. */
@NullMarked
package io.freshet.core.experiment.statistic;

import org.jspecify.annotations.NullMarked;
