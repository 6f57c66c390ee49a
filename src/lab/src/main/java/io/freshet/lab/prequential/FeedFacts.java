package io.freshet.lab.prequential;

/**
 * What came of the feed.
 *
 * @param offered slates that the judge was given
 * @param missing judged lists for which no slate came; each is a miss
 * @param repeated slates that came for a judged list that had one already
 * @param tooShort judged slates with fewer than k items
 */
public record FeedFacts(long offered, int missing, long repeated, int tooShort) {}
