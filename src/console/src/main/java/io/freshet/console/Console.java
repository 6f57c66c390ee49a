package io.freshet.console;

import static java.util.Objects.requireNonNull;

import io.freshet.console.job.JobWatch;
import io.freshet.console.live.LiveTopics;
import io.freshet.console.topic.BackwardSearch;
import io.freshet.console.topic.InteractionWriter;
import io.freshet.console.topic.KafkaAccess;
import io.freshet.console.topic.TopicNames;
import io.freshet.console.topic.TopicTail;
import io.freshet.console.user.WatchedUsers;
import io.freshet.console.web.ConsoleServer;
import io.freshet.console.web.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything of the console that runs: the reading, the ticking and the serving. */
public final class Console implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final long SLOW_SECONDS = 2;

    private final TopicTail tail;
    private final InteractionWriter interactions;
    private final ConsoleServer server;
    private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(2);

    /**
     * What it is to show.
     *
     * @param kafka properties of Kafka's clients
     * @param flink the JobManager's REST interface; null if there is none to ask
     * @param searchBytes most that is read of a topic to find a user
     * @param mostTitles items whose titles are kept
     */
    public record Settings(
            ServerSettings server,
            Map<String, Object> kafka,
            TopicNames topics,
            @Nullable URI flink,
            long searchBytes,
            long mostTitles) {

        public Settings {
            requireNonNull(server, "server");
            requireNonNull(topics, "topics");
            kafka = Map.copyOf(kafka);
        }
    }

    private Console(TopicTail tail, InteractionWriter interactions, ConsoleServer server) {
        this.tail = tail;
        this.interactions = interactions;
        this.server = server;
    }

    /**
     * Starts all of it. Brokers and topics need not be there yet.
     *
     * @throws IOException if it cannot listen
     * @throws org.apache.kafka.common.KafkaException if the properties are not those of a client
     */
    public static Console start(Settings settings) throws IOException {
        Clock clock = Clock.systemUTC();
        KafkaAccess kafka = new KafkaAccess(settings.kafka());
        kafka.check();
        LiveTopics live = LiveTopics.create(settings.mostTitles());
        WatchedUsers users =
                new WatchedUsers(
                        new BackwardSearch(kafka, settings.searchBytes()),
                        settings.topics(),
                        live.titles());
        TopicTail tail =
                TopicTail.start(kafka, settings.topics(), new Incoming(live, users, clock));
        InteractionWriter interactions = new InteractionWriter(kafka, settings.topics().events());
        JobWatch job = settings.flink() == null ? null : new JobWatch(settings.flink());
        ConsoleServer server;
        try {
            server =
                    ConsoleServer.start(
                            settings.server(),
                            new ConsoleServer.Sources(
                                    live,
                                    users,
                                    interactions,
                                    tail::states,
                                    tail::isAlive,
                                    () -> job == null ? null : job.latest()),
                            clock);
        } catch (IOException | RuntimeException e) {
            tail.close();
            interactions.close();
            throw e;
        }
        Console console = new Console(tail, interactions, server);
        console.every(1, server::tick);
        console.every(SLOW_SECONDS, server::slowTick);
        if (job != null) {
            console.every(SLOW_SECONDS, job::look);
        }
        return console;
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        server.close();
        tail.close();
        interactions.close();
    }

    /** A failure is said once, not again and again, and the next time it is tried again. */
    private void every(long seconds, Runnable task) {
        AtomicReference<@Nullable String> said = new AtomicReference<>();
        Runnable safe =
                () -> {
                    try {
                        task.run();
                        said.set(null);
                    } catch (Throwable e) {
                        // Whatever it is, an executor would drop the task without a word.
                        if (!e.toString().equals(said.getAndSet(e.toString()))) {
                            LOG.error("The console failed to bring its page up to date", e);
                        }
                    }
                };
        var unused = ticks.scheduleAtFixedRate(safe, seconds, seconds, TimeUnit.SECONDS);
    }
}
