package io.freshet.core.domain;

/**
 * The way of a slate in time, epoch milliseconds each. {@code event} is the clock of whoever sent
 * the interaction; the others are the job's.
 *
 * @param event when the causing interaction happened
 * @param ingested when the broker stored it
 * @param scored when the ranker had answered
 * @param emitted when the slate was handed to the output topic
 */
public record SlateTimestamps(long event, long ingested, long scored, long emitted) {}
