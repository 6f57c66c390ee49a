package io.freshet.console.web;

import static java.util.Objects.requireNonNull;

import io.freshet.console.experiment.ExperimentBook;
import io.freshet.console.job.JobFigures;
import io.freshet.console.live.ItemPage;
import io.freshet.console.live.LiveTopics;
import io.freshet.console.live.ReleaseBook;
import io.freshet.console.live.Second;
import io.freshet.console.topic.InteractionWriter;
import io.freshet.console.topic.TopicState;
import io.freshet.console.user.WatchedUsers;
import io.freshet.core.domain.Interaction;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page and everything that it asks for. */
public final class ConsoleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
    private static final int LONGEST_BODY = 16 * 1024;

    private final ServerSettings settings;
    private final Sources sources;
    private final Clock clock;
    private final Access access;
    private final EventStreams streams = new EventStreams();
    private final Broadcast overview = new Broadcast("overview");
    private final Broadcast items = new Broadcast("items");
    private final Broadcast deadLetters = new Broadcast("dead-letters");
    private final Broadcast experiments = new Broadcast("experiments");
    private final Map<String, Broadcast> experimentPages = new ConcurrentHashMap<>();
    private final Javalin http;
    private volatile @Nullable Overview latest;

    /**
     * Where everything comes from.
     *
     * @param topics how topics stand
     * @param reads whether topics are read at all
     * @param job how the job stands; gives null where that is not known
     */
    public record Sources(
            LiveTopics live,
            WatchedUsers users,
            InteractionWriter interactions,
            Supplier<List<TopicState>> topics,
            BooleanSupplier reads,
            Supplier<@Nullable JobFigures> job) {}

    private ConsoleServer(ServerSettings settings, Sources sources, Clock clock) {
        this.settings = requireNonNull(settings, "settings");
        this.sources = requireNonNull(sources, "sources");
        this.clock = requireNonNull(clock, "clock");
        this.access = new Access(settings);
        this.http = Javalin.create(this::configure);
    }

    /**
     * Listens.
     *
     * @throws IOException if that address cannot be had
     */
    public static ConsoleServer start(ServerSettings settings, Sources sources, Clock clock)
            throws IOException {
        ConsoleServer server = new ConsoleServer(settings, sources, clock);
        try {
            server.http.start(settings.address().getHostAddress(), settings.port());
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw new IOException(
                    "cannot listen on "
                            + settings.address().getHostAddress()
                            + ":"
                            + settings.port()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Where it listens. */
    public int port() {
        return http.port();
    }

    /** Ends a second: everybody gets what it brought. */
    public void tick() {
        long now = clock.millis();
        Second second = sources.live().traffic().tick(now);
        Overview made = overviewOf(second, now);
        latest = made;
        overview.send(() -> made);
    }

    /** What changes less often goes out, and who is gone is noticed. */
    public void slowTick() {
        items.send(this::itemBoard);
        deadLetters.send(this::deadLetterReport);
        experiments.send(this::experimentBoard);
        experimentPages.forEach((id, page) -> page.send(() -> experimentPage(id)));
        streams.heartbeat();
    }

    @Override
    public void close() {
        streams.close();
        http.stop();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.http.maxRequestSize = LONGEST_BODY;
        config.jsonMapper(Given.json());
        Page.addTo(config);
        addRoutes(config.routes);
    }

    private void addRoutes(RoutesConfig routes) {
        routes.before(
                context -> {
                    Page.setHeaders(context);
                    access.checkOrigin(context);
                });
        // A stream of events has answered before its own handler runs.
        routes.before(
                "/api/live/*",
                context -> {
                    access.checkMayLook(context);
                    streams.checkRoom();
                });
        routes.before(
                "/api/live/users/{user}",
                context ->
                        Given.id("userId", context.pathParam("user"), Interaction.MAX_ID_LENGTH));
        routes.get("/health", this::health);
        routes.get("/api/session", this::session);
        routes.post("/api/session", this::signIn);
        routes.get("/api/users", context -> look(context, this::recentUsers));
        routes.get("/api/items/{item}", context -> look(context, () -> item(context)));
        routes.post("/api/users/{user}/interactions", this::interact);
        routes.sse(
                "/api/live/overview",
                client -> follow(client, overview, () -> overviewWithHistory()));
        routes.sse("/api/live/items", client -> follow(client, items, this::itemBoard));
        routes.sse(
                "/api/live/dead-letters",
                client -> follow(client, deadLetters, this::deadLetterReport));
        routes.sse(
                "/api/live/experiments",
                client -> follow(client, experiments, this::experimentBoard));
        routes.sse("/api/live/experiments/{experiment}", this::followExperiment);
        routes.sse("/api/live/users/{user}", this::followUser);
        routes.exception(HttpResponseException.class, ConsoleServer::refuse);
        routes.exception(Exception.class, ConsoleServer::fail);
        routes.error(
                HttpStatus.NOT_FOUND.getCode(),
                context -> {
                    if (context.result() == null || context.result().isEmpty()) {
                        context.json(new Problem("there is nothing at " + context.path()));
                    }
                });
    }

    private void health(Context context) {
        if (!sources.reads().getAsBoolean()) {
            throw new ServiceUnavailableResponse(
                    "the topics are no longer read; the console's log says why");
        }
        context.result("ok");
    }

    /** What went wrong, for people. */
    private record Problem(String error) {}

    private static void refuse(HttpResponseException e, Context context) {
        context.status(e.getStatus()).json(new Problem(String.valueOf(e.getMessage())));
    }

    private static void fail(Exception e, Context context) {
        if (e instanceof KafkaException || e instanceof IOException) {
            context.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .json(new Problem("the brokers do not answer: " + e.getMessage()));
            return;
        }
        LOG.error("{} {} failed", context.method(), context.path(), e);
        context.status(HttpStatus.INTERNAL_SERVER_ERROR)
                .json(new Problem("the console failed; its log says why"));
    }

    private void look(Context context, Supplier<?> view) {
        access.checkMayLook(context);
        context.json(view.get());
    }

    private void follow(SseClient client, Broadcast view, Supplier<?> first) {
        streams.open(client)
                .ifPresent(
                        stream -> {
                            view.join(stream, first.get());
                            stream.whenLeft(() -> view.leave(stream));
                        });
    }

    private void followExperiment(SseClient client) {
        String id = client.ctx().pathParam("experiment");
        streams.open(client).ifPresent(stream -> followExperiment(stream, id));
    }

    private void followExperiment(EventStream stream, String id) {
        experimentPages.compute(
                id,
                (same, found) -> {
                    Broadcast page = found == null ? new Broadcast("experiment") : found;
                    page.join(stream, experimentPage(id));
                    return page;
                });
        stream.whenLeft(
                () ->
                        experimentPages.computeIfPresent(
                                id,
                                (same, page) -> {
                                    page.leave(stream);
                                    return page.isForNobody() ? null : page;
                                }));
    }

    private void followUser(SseClient client) {
        String userId = client.ctx().pathParam("user");
        streams.open(client).ifPresent(stream -> followUser(stream, userId));
    }

    private void followUser(EventStream stream, String userId) {
        try {
            WatchedUsers.Watch watch =
                    sources.users()
                            .watch(userId, page -> stream.send("user", page))
                            .orElseThrow(
                                    () ->
                                            new ServiceUnavailableResponse(
                                                    "too many users are looked at"));
            stream.whenLeft(watch::close);
            watch.begin();
        } catch (KafkaException | ServiceUnavailableResponse e) {
            LOG.warn("Nobody can look at a user: {}", e.getMessage());
            stream.close();
        }
    }

    private void session(Context context) {
        access.checkMayLook(context);
        context.json(
                Map.of(
                        "mayWrite",
                        access.canSignIn() && access.isSignedIn(context),
                        "signIn",
                        access.canSignIn() && !access.isSignedIn(context),
                        "eventTypes",
                        settings.eventTypes(),
                        "surface",
                        settings.surface()));
    }

    /** What a browser sends to sign in. */
    private record SignIn(@Nullable String token) {}

    private void signIn(Context context) {
        SignIn body = Given.body(context, SignIn.class);
        access.signIn(context, body.token() == null ? "" : body.token());
        context.status(HttpStatus.NO_CONTENT);
    }

    /** What a person does in the name of a user. */
    private record NewInteraction(
            @Nullable String itemId,
            @Nullable String type,
            @Nullable String surface,
            @Nullable String slateId) {}

    private void interact(Context context) throws IOException {
        access.checkMayWrite(context);
        NewInteraction body = Given.body(context, NewInteraction.class);
        if (body.type() == null || !settings.eventTypes().contains(body.type())) {
            throw new BadRequestResponse(
                    "type is '" + body.type() + "', expected one of " + settings.eventTypes());
        }
        String surface = body.surface() == null ? settings.surface() : body.surface();
        String slateId =
                body.slateId() == null
                        ? null
                        : Given.id("slateId", body.slateId(), Interaction.MAX_SLATE_ID_LENGTH);
        Interaction interaction =
                new Interaction(
                        "console-" + UUID.randomUUID(),
                        Given.id("userId", context.pathParam("user"), Interaction.MAX_ID_LENGTH),
                        Given.id("itemId", body.itemId(), Interaction.MAX_ID_LENGTH),
                        body.type(),
                        clock.millis(),
                        Given.id("surface", surface, Interaction.MAX_ID_LENGTH),
                        slateId,
                        null);
        sources.interactions().write(interaction);
        context.status(HttpStatus.ACCEPTED).json(Map.of("eventId", interaction.eventId()));
    }

    private Map<String, ?> recentUsers() {
        return Map.of("users", sources.live().recentUsers().list());
    }

    private ItemPage item(Context context) {
        ItemPage found = sources.live().items().item(context.pathParam("item"), clock.millis());
        if (!found.isKnown()) {
            throw new NotFoundResponse("nothing is known of item '" + found.itemId() + "'");
        }
        return found;
    }

    private Object itemBoard() {
        return sources.live().items().board(clock.millis());
    }

    private Object deadLetterReport() {
        return sources.live().deadLetters().report(clock.millis());
    }

    private Object experimentBoard() {
        return new ExperimentsPage(
                sources.live().experiments().board(clock.millis()),
                sources.live().releases().slots());
    }

    private Object experimentPage(String experimentId) {
        return sources.live().experiments().page(experimentId, clock.millis());
    }

    /** Experiments, and the models that their variants may have. */
    private record ExperimentsPage(ExperimentBook.Board board, List<ReleaseBook.Slot> slots) {}

    private Overview overviewWithHistory() {
        List<Second> history = sources.live().traffic().history();
        Overview made = latest;
        long now = clock.millis();
        Overview base = made == null ? overviewOf(new Second(now, 0, 0, null, null), now) : made;
        return base.with(history);
    }

    private Overview overviewOf(Second second, long now) {
        return new Overview(
                now,
                null,
                second,
                new Overview.DeadLetters(
                        sources.live().deadLetters().total(),
                        sources.live().deadLetters().lastMinute(now)),
                sources.live().traffic().minute(),
                sources.topics().get(),
                sources.job().get());
    }
}
