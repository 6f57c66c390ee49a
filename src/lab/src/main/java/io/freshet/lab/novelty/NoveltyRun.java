package io.freshet.lab.novelty;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.feed.SlateSubscriber;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sends made-up traffic through a job and keeps what was sent and what came out. */
public final class NoveltyRun {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<String, Interaction> sent = new ConcurrentHashMap<>();
    private final List<Slate> slates = Collections.synchronizedList(new ArrayList<>());

    private NoveltyRun() {}

    /**
     * What happened.
     *
     * @param interactions in the order of event time
     * @param slates in the order of event time
     */
    public record Outcome(List<Interaction> interactions, List<MadeSlate> slates) {

        public Outcome {
            interactions = List.copyOf(interactions);
            slates = List.copyOf(slates);
        }
    }

    /**
     * Runs it; the simulator gives its records once only.
     *
     * @param events how many are sent
     * @param speed event time passes so many times as fast
     * @throws IOException if the broker or the job fails
     */
    public static Outcome of(
            EmbeddedPipeline pipeline, TrafficSimulator simulator, long events, double speed)
            throws IOException {
        NoveltyRun run = new NoveltyRun();
        run.send(requireNonNull(pipeline, "pipeline"), simulator, events, speed);
        return run.outcome(simulator);
    }

    private void send(
            EmbeddedPipeline pipeline, TrafficSimulator simulator, long events, double speed)
            throws IOException {
        try (RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                new SlateSubscriber((slate, arrived) -> slates.add(slate)));
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                SendSchedule.atSpeed(speed),
                                EventStamp.original())) {
            sender.send(new Limited<>(simulator, events), (record, due) -> note(record));
            long before = -1;
            while (feed.slates() > before) {
                before = feed.slates();
                pipeline.check();
                Pause.of(POLL);
                feed.awaitCaughtUp(PATIENCE);
            }
        }
    }

    private void note(TrafficRecord record) {
        if (record instanceof TrafficRecord.Sound sound) {
            sent.put(sound.interaction().eventId(), sound.interaction());
        }
    }

    private Outcome outcome(TrafficSimulator simulator) {
        List<MadeSlate> made = new ArrayList<>(slates.size());
        for (Slate slate : slates) {
            Interaction latest = requireNonNull(sent.get(slate.causeEventId()), "cause");
            List<String> items = slate.items().stream().map(SlateItem::itemId).toList();
            Instant now = Instant.ofEpochMilli(latest.timestamp());
            List<String> ideal = simulator.tastes().best(latest, items.size(), now);
            made.add(new MadeSlate(latest, items, ideal));
        }
        made.sort((one, other) -> Long.compare(one.timestamp(), other.timestamp()));
        List<Interaction> interactions = new ArrayList<>(sent.values());
        interactions.sort((one, other) -> Long.compare(one.timestamp(), other.timestamp()));
        return new Outcome(interactions, made);
    }
}
