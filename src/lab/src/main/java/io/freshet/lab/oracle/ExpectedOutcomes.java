package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.feed.ObservedSlates.ObservedSlate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one user's slates have to earn. At each interaction a slate stood: the one of the highest
 * revision below. An interaction belongs to the slate with its item that stood last, within the
 * window; a slate that stood and earned nothing is unanswered.
 */
final class ExpectedOutcomes {

    /** Of more moments at which a slate stood the job takes some together. */
    private static final int MOST_MOMENTS = 8;

    private final String user;
    private final Attributing attributing;
    private final ObservedSlates observed;
    private final List<Act> acts;
    private final List<Standing> standings = new ArrayList<>();
    private final boolean isBeyondMemory;

    /**
     * An accepted interaction.
     *
     * @param revision that it caused
     */
    record Act(LoggedEvent event, long revision) {}

    /**
     * Which slate stood at an interaction.
     *
     * @param slates revisions, of which it is one
     * @param isSure whether there is one, and no doubt when it stood
     */
    private record Standing(Act at, List<Long> slates, boolean isSure) {}

    /**
     * What may earn an interaction.
     *
     * @param slates their ids
     * @param isDue whether one of them has to
     */
    record Earning(Set<String> slates, boolean isDue) {}

    /**
     * @param acts of the user, in the order of their revisions
     */
    ExpectedOutcomes(
            String user,
            Attributing attributing,
            ObservedSlates observed,
            SureSlates sure,
            List<Act> acts) {
        this.user = user;
        this.attributing = attributing;
        this.observed = observed;
        this.acts = List.copyOf(acts);
        List<Long> revisions = observed.revisions(user);
        isBeyondMemory = revisions.size() > attributing.mostStood();
        int before = 0;
        Map<Long, Integer> moments = new HashMap<>();
        for (Act act : acts) {
            while (before < revisions.size() && revisions.get(before) < act.revision()) {
                before++;
            }
            standings.add(standing(act, revisions.subList(0, before), sure, moments));
        }
    }

    private Standing standing(
            Act at, List<Long> before, SureSlates sure, Map<Long, Integer> moments) {
        List<Long> slates = new ArrayList<>();
        boolean isSure = false;
        for (int i = before.size() - 1; i >= 0 && !isSure; i--) {
            slates.add(before.get(i));
            isSure = sure.isSure(user, before.get(i));
        }
        for (long each : slates) {
            isSure &= moments.merge(each, 1, Integer::sum) <= MOST_MOMENTS;
        }
        return new Standing(at, slates, isSure);
    }

    /** By the ids of the interactions. */
    Map<String, Earning> earnings() {
        List<Standing> latest = new ArrayList<>(standings);
        latest.sort(Comparator.comparingLong((Standing each) -> each.at().event().time()));
        Map<String, Earning> earnings = new HashMap<>();
        for (int i = 0; i < latest.size(); i++) {
            Act act = latest.get(i).at();
            earnings.put(act.event().id(), earning(act, latest.subList(0, i + 1)));
        }
        return earnings;
    }

    /**
     * @param until standings until then, by time
     */
    private Earning earning(Act act, List<Standing> until) {
        Set<String> slates = new LinkedHashSet<>();
        long since = act.event().time() - attributing.windowMillis(act.event().type());
        for (int i = until.size() - 1; i >= 0; i--) {
            Standing standing = until.get(i);
            if (standing.at().event().time() < since) {
                break;
            }
            List<Long> holders =
                    standing.slates().stream()
                            .filter(each -> holds(each, act.event().item()))
                            .toList();
            holders.forEach(each -> slates.add(slateId(each)));
            boolean isDue =
                    standing.isSure()
                            && holders.size() == standing.slates().size()
                            && isInTime(standing, act);
            if (isDue) {
                return new Earning(slates, true);
            }
        }
        return new Earning(slates, false);
    }

    /** What comes later than the interaction may come when it is decided. */
    private boolean isInTime(Standing standing, Act act) {
        return isBeyondMemory
                ? standing.at().equals(act)
                : standing.at().revision() <= act.revision();
    }

    /** What a slate that stood comes to. */
    enum Fate {
        /** Nothing earned; an outcome says so. */
        UNANSWERED,
        /** It earned something before it was closed. */
        ANSWERED,
        /** One of them, or both if what it earned came late. */
        OPEN
    }

    /** By the ids of the slates that stood, or may have. */
    Map<String, Fate> fates() {
        Map<String, Earning> earnings = earnings();
        Set<String> earners = new HashSet<>();
        earnings.values().forEach(each -> earners.addAll(each.slates()));
        Map<String, List<Standing>> stood = new HashMap<>();
        for (Standing standing : standings) {
            for (long each : standing.slates()) {
                stood.computeIfAbsent(slateId(each), id -> new ArrayList<>()).add(standing);
            }
        }
        Map<String, Fate> fates = new HashMap<>();
        stood.forEach(
                (slateId, moments) -> {
                    boolean isSure = moments.stream().anyMatch(ExpectedOutcomes::isTheOnlyOne);
                    if (isSure && !earners.contains(slateId)) {
                        fates.put(slateId, Fate.UNANSWERED);
                    } else if (isSure && isAnswered(slateId, moments, earnings)) {
                        fates.put(slateId, Fate.ANSWERED);
                    } else {
                        fates.put(slateId, Fate.OPEN);
                    }
                });
        return fates;
    }

    private static boolean isTheOnlyOne(Standing standing) {
        return standing.isSure() && standing.slates().size() == 1;
    }

    /** By the interaction at which it stood: it cannot have been closed before. */
    private static boolean isAnswered(
            String slateId, List<Standing> moments, Map<String, Earning> earnings) {
        Earning earning = earnings.get(moments.get(0).at().event().id());
        return moments.size() == 1 && earning.isDue() && earning.slates().equals(Set.of(slateId));
    }

    private boolean holds(long revision, String item) {
        return slate(revision).items().stream().anyMatch(each -> each.itemId().equals(item));
    }

    private String slateId(long revision) {
        return slate(revision).slateId();
    }

    private ObservedSlate slate(long revision) {
        return observed.slates(user, revision).get(0);
    }
}
