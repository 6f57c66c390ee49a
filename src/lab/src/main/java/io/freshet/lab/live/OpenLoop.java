package io.freshet.lab.live;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendReport;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;

/**
 * Sends events through a pipeline at a rate, whatever becomes of them, and measures the time from
 * when each was due to the first slate that knows it: neither a stall of the job nor one of the
 * sender is hidden.
 */
public final class OpenLoop {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final EmbeddedPipeline pipeline;
    private final EventStamp stamp;
    private final Load load;
    private final LatencyMeter meter = new LatencyMeter();
    private CpuShare cpu = CpuShare.fromNow();
    private long sent;

    /**
     * What is sent.
     *
     * @param eventsPerSecond evenly
     * @param warmUp not measured
     * @param time measured
     */
    public record Load(double eventsPerSecond, Duration warmUp, Duration time) {

        public Load {
            requireNonNull(warmUp, "warmUp");
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("time is " + time + ", expected more than 0");
            }
        }

        /** Events of both spans. */
        public long events() {
            return Math.max(1, eventsIn(warmUp.plus(time)));
        }

        private long eventsOfWarmUp() {
            return eventsIn(warmUp);
        }

        private long eventsIn(Duration length) {
            return (long) (eventsPerSecond * length.toMillis() / 1_000);
        }
    }

    /**
     * How it went.
     *
     * @param sending of the warm-up's events too
     * @param cpuShare of the machine's cores, used by whomever while it was measured; 0 to 1
     */
    public record Result(SendReport sending, LatencyMeter.Latencies latencies, double cpuShare) {}

    private OpenLoop(EmbeddedPipeline pipeline, EventStamp stamp, Load load) {
        this.pipeline = requireNonNull(pipeline, "pipeline");
        this.stamp = requireNonNull(stamp, "stamp");
        this.load = requireNonNull(load, "load");
    }

    /**
     * Sends a load and returns when its events were answered, or none was for 20 seconds.
     *
     * @param records as many are sent as the load has, or as there are
     * @throws IOException if the broker or the job fails
     */
    public static Result run(
            EmbeddedPipeline pipeline,
            Iterator<? extends TrafficRecord> records,
            EventStamp stamp,
            Load load)
            throws IOException {
        return new OpenLoop(pipeline, stamp, load).run(records);
    }

    private Result run(Iterator<? extends TrafficRecord> records) throws IOException {
        try (RecommendationFeed feed =
                        RecommendationFeed.openAtEnd(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, at) -> meter.read(slate, at, System.nanoTime()));
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                SendSchedule.atRate(load.eventsPerSecond()),
                                stamp)) {
            SendReport sending = sender.send(new Limited<>(records, load.events()), this::noteSent);
            double cpuShare = cpu.untilNow();
            awaitAnswers();
            return new Result(sending, meter.take(), cpuShare);
        }
    }

    private void noteSent(TrafficRecord record, long dueNanos) {
        sent++;
        if (sent <= load.eventsOfWarmUp()) {
            return;
        }
        if (sent == load.eventsOfWarmUp() + 1) {
            cpu = CpuShare.fromNow();
        }
        if (record instanceof TrafficRecord.Sound sound) {
            meter.sent(sound.userId(), sound.interaction().eventId(), dueNanos);
        }
    }

    /** Gives up when nothing was answered for a while: the rest never will be. */
    private void awaitAnswers() throws IOException {
        long left = meter.unanswered();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (left > 0 && System.nanoTime() < deadline) {
            Pause.of(POLL);
            pipeline.check();
            long now = meter.unanswered();
            if (now < left) {
                left = now;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
    }
}
