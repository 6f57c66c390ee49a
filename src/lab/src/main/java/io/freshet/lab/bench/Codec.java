package io.freshet.lab.bench;

import io.freshet.core.domain.Slate;
import io.freshet.job.serde.Decoded;
import io.freshet.job.serde.InteractionDecoder;
import io.freshet.job.serde.InteractionRules;
import io.freshet.job.serde.SlateSerializer;
import io.freshet.lab.dataset.InteractionLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** JSON alone: an event is decoded and a slate is written, each in memory. */
final class Codec {

    private final int threads;
    private final InteractionRules rules;
    private final List<byte[]> events;
    private final List<Slate> slates;

    /**
     * @param slates as the job makes them
     */
    Codec(BenchSettings settings, WholeJob whole, List<Slate> slates) throws IOException {
        this.threads = settings.parallelism();
        this.rules = whole.recommender().events();
        this.slates = List.copyOf(slates);
        this.events = new ArrayList<>();
        BenchTraffic traffic = new BenchTraffic(whole.vocabulary(), settings.users());
        for (int i = 0; i < slates.size(); i++) {
            events.add(InteractionLog.toJson(traffic.nextInteraction()));
        }
    }

    /** Events, each with a slate. */
    Rate events(Duration warmUp, Duration time) throws IOException {
        return BusyThreads.rate(threads, warmUp, time, number -> work());
    }

    private IntSupplier work() {
        Clock clock = Clock.systemUTC();
        InteractionDecoder decoder = new InteractionDecoder(rules);
        SlateSerializer serializer = new SlateSerializer("slates");
        Cycle<byte[]> nextEvent = Cycle.of(events);
        Cycle<Slate> nextSlate = Cycle.of(slates);
        return () -> {
            Decoded decoded = decoder.decode(nextEvent.next(), clock.millis());
            byte[] written = serializer.serialize(nextSlate.next(), null, null).value();
            return decoded instanceof Decoded.Accepted && written.length > 0 ? 1 : 0;
        };
    }
}
