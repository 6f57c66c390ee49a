package io.freshet.core.attribution;

import static io.freshet.core.attribution.TestingLedger.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.attribution.TestingLedger.Arrival;
import io.freshet.core.attribution.TestingLedger.Caused;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What holds of every ledger, over random interleavings of slates, exposures and interactions, late
 * ones and repeated ones among them.
 */
class AttributionPropertiesTest {

    private static final List<String> ITEMS = List.of("a", "b", "c", "d");

    /** What happens to a user: slates ascend, and each has its arrivals in a list of its own. */
    record Story(List<Slate> slates, List<Exposure> exposures, List<Caused> interactions) {}

    /** Arrivals are at multiples of 10 and no deadline is, so no two things happen at once. */
    private static AttributionRules rules(Evidence evidence, int maxSlates, int maxWaiting) {
        return new AttributionRules(
                40, Map.of("purchase", 90L), 45, 193, 1_000_005, evidence, maxSlates, maxWaiting);
    }

    @Provide
    Arbitrary<AttributionRules> ampleRules() {
        return Arbitraries.of(Evidence.class).map(each -> rules(each, 256, 1_024));
    }

    @Provide
    Arbitrary<AttributionRules> narrowRules() {
        return Combinators.combine(
                        Arbitraries.of(Evidence.class),
                        Arbitraries.integers().between(2, 5),
                        Arbitraries.integers().between(1, 5))
                .as(AttributionPropertiesTest::rules);
    }

    @Provide
    Arbitrary<Story> stories() {
        return Combinators.combine(Arbitraries.integers().between(1, 9), Arbitraries.longs())
                .as((causes, seed) -> story(causes, new Random(seed)));
    }

    private static Story story(int causes, Random random) {
        List<Slate> slates = new ArrayList<>();
        List<Exposure> exposures = new ArrayList<>();
        List<Caused> interactions = new ArrayList<>();
        int firstMail = random.nextInt(3);
        for (int revision = 1; revision <= causes; revision++) {
            interactions.add(new Caused(interaction(revision, causes, random), revision));
            if (random.nextInt(4) > 0) {
                slates.add(slate("home", revision, random));
            }
            if (firstMail > 0 && random.nextInt(4) == 0) {
                slates.add(slate("mail", revision, random));
            }
        }
        for (int i = random.nextInt(causes * 2); i > 0; i--) {
            exposures.add(exposure(i, causes, random));
        }
        repeatSome(exposures, random);
        repeatSome(interactions, random);
        return new Story(slates, exposures, interactions);
    }

    private static <T> void repeatSome(List<T> all, Random random) {
        for (T each : List.copyOf(all)) {
            if (random.nextInt(5) == 0) {
                all.add(random.nextInt(all.size()), each);
            }
        }
    }

    private static Interaction interaction(int revision, int causes, Random random) {
        String slateId = random.nextInt(3) == 0 ? slateId(causes, random) : null;
        return new Interaction(
                "e" + revision,
                USER,
                ITEMS.get(random.nextInt(ITEMS.size())),
                random.nextInt(3) == 0 ? "purchase" : "click",
                10 * random.nextInt(12),
                random.nextInt(3) == 0 ? (random.nextBoolean() ? "home" : "mail") : null,
                slateId,
                random.nextBoolean() ? 9.5 : null);
    }

    private static String slateId(int causes, Random random) {
        String surface = random.nextInt(4) == 0 ? "mail" : "home";
        return Slate.idOf(surface, USER, 1 + random.nextInt(causes));
    }

    private static Exposure exposure(int id, int causes, Random random) {
        List<Integer> slots = List.of(random.nextInt(4), random.nextInt(4));
        return new Exposure(
                "x" + id,
                USER,
                slateId(causes, random),
                10 * random.nextInt(12),
                random.nextBoolean() ? slots : null);
    }

    private static Slate slate(String surface, int revision, Random random) {
        List<String> items = new ArrayList<>(ITEMS);
        Collections.shuffle(items, random);
        return new Slate(
                Slate.idOf(surface, USER, revision),
                USER,
                surface,
                revision,
                items.subList(0, random.nextInt(4)).stream()
                        .map(each -> new SlateItem(each, -1f, "source-" + each, List.of()))
                        .toList(),
                new ModelId("m", "" + random.nextInt(2)),
                List.of(new Assignment("ranking", random.nextBoolean() ? "a" : "b")),
                "e" + revision,
                new SlateTimestamps(1, 2, 3, random.nextInt(1_000)));
    }

    /** An order of arrival: each list keeps its own. */
    private static List<Object> interleaved(Story story, Random random) {
        List<List<?>> rest = new ArrayList<>();
        rest.add(new ArrayList<>(story.slates));
        rest.add(new ArrayList<>(story.exposures));
        rest.add(new ArrayList<>(story.interactions));
        List<Object> all = new ArrayList<>();
        while (rest.removeIf(List::isEmpty) || !rest.isEmpty()) {
            if (!rest.isEmpty()) {
                all.add(rest.get(random.nextInt(rest.size())).remove(0));
            }
        }
        return all;
    }

    private static List<Arrival> arrivals(Story story, Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        long at = 1_000;
        int pause = List.of(1, 4, 30).get(random.nextInt(3));
        for (Object each : interleaved(story, random)) {
            at += 10L * (1 + random.nextInt(pause));
            arrivals.add(new Arrival(at, each));
        }
        return arrivals;
    }

    @Property(tries = 2_000)
    void decidesAsTheNaiveAttributionDoesHoweverOftenItIsPacked(
            @ForAll("ampleRules") AttributionRules rules,
            @ForAll("stories") Story story,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Arrival> arrivals = arrivals(story, random);
        NaiveAttribution naive = new NaiveAttribution(rules, arrivals);
        Assume.that(naive.mostShowings() <= RememberedSlate.MOST_TOUCHES);
        TestingLedger ledger = new TestingLedger(rules);
        for (Arrival each : arrivals) {
            if (random.nextInt(3) == 0) {
                ledger.restore();
            }
            ledger.arrive(each);
        }
        ledger.passAll();

        assertThat(ledger.outcomes()).containsExactlyInAnyOrderElementsOf(naive.outcomes);
        assertThat(ledger.shown())
                .containsAll(naive.outcomes.stream().map(Outcome::slateId).toList());
        assertThat(ledger.losses()).containsExactlyInAnyOrderElementsOf(naive.losses);
        assertThat(ledger.ledger().isEmpty()).isTrue();
        assertThat(ledger.ledger().nextDeadline()).isEmpty();
    }

    /** What comes within the lateness, and every last slate with it. */
    @Property
    void decidesTheSameInEveryOrderOfArrival(
            @ForAll("ampleRules") AttributionRules rules,
            @ForAll("stories") Story story,
            @ForAll long seed) {
        Random random = new Random(seed);
        Set<Outcome> one = prompt(rules, story, random);
        Set<Outcome> other = prompt(rules, story, random);

        assertThat(other).isEqualTo(one);
    }

    private static Set<Outcome> prompt(AttributionRules rules, Story story, Random random) {
        int last = story.interactions.size();
        List<Slate> slates = new ArrayList<>(story.slates);
        slates.removeIf(each -> each.revision() >= last && each.surface().equals("home"));
        slates.add(slate("home", Math.max(last, 10), new Random(0)));
        Story whole = new Story(slates, story.exposures, story.interactions);
        List<Object> order = interleaved(whole, random);
        TestingLedger ledger = new TestingLedger(rules);
        for (Object each : order) {
            ledger.arrive(each);
        }
        Assume.that(
                ledger.ledger().contents().slates().stream()
                        .allMatch(e -> e.touches().size() < RememberedSlate.MOST_TOUCHES));
        return ledger.passAll().outcomes().stream()
                .map(AttributionPropertiesTest::withoutClock)
                .collect(Collectors.toSet());
    }

    private static Outcome withoutClock(Outcome each) {
        return new Outcome(
                each.outcomeId(),
                each.kind(),
                each.userId(),
                each.slateId(),
                each.surface(),
                each.revision(),
                each.shown(),
                each.exposureEventId(),
                each.slotsShown(),
                each.interaction(),
                each.model(),
                each.experiments(),
                new OutcomeTimestamps(each.timestamps().emitted(), each.timestamps().exposed(), 0));
    }

    @Property
    void keepsItsBoundsAndLosesNothing(
            @ForAll("narrowRules") AttributionRules rules,
            @ForAll("stories") Story story,
            @ForAll long seed) {
        Random random = new Random(seed);
        TestingLedger ledger = new TestingLedger(rules);
        for (Arrival each : arrivals(story, random)) {
            ledger.arrive(each).restore();
            LedgerContents contents = ledger.ledger().contents();
            assertThat(contents.slates()).hasSizeLessThanOrEqualTo(rules.maxSlates());
            assertThat(contents.interactions().size() + contents.exposures().size())
                    .isLessThanOrEqualTo(rules.maxWaiting());
        }
        ledger.passAll();

        List<String> ids = ledger.outcomes().stream().map(Outcome::outcomeId).toList();
        assertThat(ids).doesNotHaveDuplicates();
        Set<String> events = new HashSet<>();
        story.interactions.forEach(each -> events.add(each.interaction().eventId()));
        long answers =
                ledger.outcomes().stream()
                        .filter(each -> each.kind() == OutcomeKind.INTERACTION)
                        .count();
        long lost = ledger.losses().stream().filter(each -> each != Loss.EXPOSURE_UNKNOWN).count();
        assertThat(answers + lost)
                .isBetween((long) events.size(), (long) story.interactions.size());
        assertThat(ledger.ledger().isEmpty()).isTrue();
    }
}
