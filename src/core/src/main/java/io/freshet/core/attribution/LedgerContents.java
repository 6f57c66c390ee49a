package io.freshet.core.attribution;

import java.util.List;
import java.util.Map;

/**
 * Everything that a ledger remembers.
 *
 * @param slates in the order of their arrival
 * @param interactions that are not decided, in the order of their arrival
 * @param exposures of slates that have not come, in the order of their arrival
 * @param firstExposures the time of the first exposure on each surface that has any
 */
record LedgerContents(
        List<RememberedSlate> slates,
        List<WaitingInteraction> interactions,
        List<WaitingExposure> exposures,
        Map<String, Long> firstExposures) {

    static final LedgerContents NONE =
            new LedgerContents(List.of(), List.of(), List.of(), Map.of());
}
