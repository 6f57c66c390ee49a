package io.freshet.lab.demo;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.feed.SlateSubscriber;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.live.FreshnessMeter;
import io.freshet.lab.live.LiveJudge;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends traffic through a pipeline, reads the slates that come out, and shows how things stand
 * until the traffic ends, the time is over or somebody stops it.
 */
public final class Demo {

    private static final Duration REFRESH = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LATELY = Duration.ofSeconds(5);
    private static final int USERS_SHOWN = 3;
    private static final int LATEST_SHOWN = 4;

    private final EmbeddedPipeline pipeline;
    private final TrafficSender sender;
    private final DemoView view;
    private final Clock clock;
    private final FreshnessMeter freshness = new FreshnessMeter();
    private final LiveJudge judge = new LiveJudge();
    private final Set<String> shown = new LinkedHashSet<>();
    private final RecentFreshness recent;

    public Demo(EmbeddedPipeline pipeline, TrafficSender sender, DemoView view, Clock clock) {
        this.pipeline = requireNonNull(pipeline, "pipeline");
        this.sender = requireNonNull(sender, "sender");
        this.view = requireNonNull(view, "view");
        this.clock = requireNonNull(clock, "clock");
        this.recent = new RecentFreshness((int) (LATELY.toMillis() / REFRESH.toMillis()));
    }

    /**
     * Runs it.
     *
     * @param length null to go on until the traffic ends or {@link TrafficSender#stop()}
     * @return how it went, for a person
     * @throws IOException if the job or the broker fails
     */
    public String run(Iterator<TrafficRecord> records, @Nullable Duration length)
            throws IOException {
        try (RecommendationFeed feed =
                RecommendationFeed.open(
                        pipeline.bootstrapServers(),
                        EmbeddedPipeline.RECOMMENDATIONS,
                        new SlateSubscriber((slate, arrived) -> read(slate)))) {
            long start = System.nanoTime();
            CompletableFuture<Long> sending = send(records);
            while (!sending.isDone() && (length == null || elapsed(start).compareTo(length) < 0)) {
                pipeline.check();
                Pause.of(REFRESH);
                view.show(snapshot(feed, elapsed(start)));
            }
            Duration elapsed = elapsed(start);
            sender.stop();
            await(sending);
            awaitSlates(feed);
            return SnapshotText.summary(snapshot(feed, elapsed).over(recent.total()));
        }
    }

    private CompletableFuture<Long> send(Iterator<TrafficRecord> records) {
        CompletableFuture<Long> sending = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                sending.complete(sender.send(records, this::sent).events());
                            } catch (IOException | RuntimeException e) {
                                sending.completeExceptionally(e);
                            }
                        },
                        "demo-traffic");
        thread.setDaemon(true);
        thread.start();
        return sending;
    }

    private void sent(TrafficRecord record, long dueNanos) {
        if (record instanceof TrafficRecord.Sound sound) {
            Interaction interaction = sound.interaction();
            if (sound.arrival() == TrafficRecord.Arrival.PUNCTUAL) {
                freshness.sent(interaction.eventId(), System.nanoTime());
                judge.happened(interaction, clock.millis());
            }
        }
    }

    private void read(Slate slate) {
        freshness.read(slate.causeEventId(), System.nanoTime());
        judge.read(slate);
    }

    /** What is on its way when the traffic stops belongs to the result. */
    private void awaitSlates(RecommendationFeed feed) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long before = -1;
        while (feed.slates() > before && System.nanoTime() < deadline) {
            before = feed.slates();
            Pause.of(REFRESH);
            feed.awaitCaughtUp(PATIENCE);
        }
    }

    private Snapshot snapshot(RecommendationFeed feed, Duration elapsed) {
        recent.add(freshness.take(), sender.sent(), feed.slates());
        return new Snapshot(
                elapsed,
                new Snapshot.Traffic(
                        sender.sent(),
                        feed.slates(),
                        pipeline.recommender().metrics().sum("deadLetters"),
                        recent.eventsPerSecond(),
                        recent.slatesPerSecond()),
                RecentFreshness.of(recent.lately()),
                judge.recent(),
                judge.total(),
                users());
    }

    private List<Snapshot.UserView> users() {
        List<Snapshot.UserView> users = new ArrayList<>();
        for (Slate slate : judge.slatesOf(shown, USERS_SHOWN)) {
            shown.add(slate.userId());
            users.add(
                    new Snapshot.UserView(
                            slate, judge.latestItemsOf(slate.userId(), LATEST_SHOWN)));
        }
        return users;
    }

    private static Duration elapsed(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static void await(CompletableFuture<Long> sending) throws IOException {
        try {
            sending.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the traffic was stopping", e);
        }
    }
}
