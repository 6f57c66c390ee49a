package io.freshet.core.domain;

import org.jspecify.annotations.Nullable;

/**
 * The way of an outcome in time, epoch milliseconds each. {@code exposed} is the clock of whoever
 * sends the events; the others are the job's.
 *
 * @param emitted when the slate was handed to the output topic
 * @param exposed when the slate was shown: the exposure's time; of a standing slate that of the
 *     interaction at which it stood; null where the interaction only names the slate
 * @param decided when the outcome was: the one value that another run may give otherwise
 */
public record OutcomeTimestamps(long emitted, @Nullable Long exposed, long decided) {}
