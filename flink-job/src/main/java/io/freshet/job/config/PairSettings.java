package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import java.io.Serializable;
import java.time.Duration;

/**
 * How pairs of items are counted.
 *
 * @param isCounted whether they are
 * @param ttl time without a pair after which an item's neighbours are forgotten
 * @param atHand most neighbours that a TaskManager keeps where slates are made, of all items
 */
public record PairSettings(
        boolean isCounted, CoVisitationCounting counting, Duration ttl, long atHand)
        implements Serializable {

    /** Of a job that makes no slates. */
    public static final PairSettings NOT_COUNTED =
            new PairSettings(
                    false,
                    new CoVisitationCounting(
                            1, 0, 0, BasketGap.NONE, 0, CoVisitationCounting.NO_AGEING, 1),
                    Duration.ofSeconds(1),
                    1);

    public PairSettings {
        requireNonNull(counting, "counting");
        requireNonNull(ttl, "ttl");
    }
}
