package io.freshet.console;

import static java.util.Objects.requireNonNull;

import io.freshet.console.live.LiveTopics;
import io.freshet.console.topic.EventReader;
import io.freshet.console.topic.TailListener;
import io.freshet.console.user.WatchedUsers;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Item;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.subscription.SlateReader;
import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands on what comes in to whatever keeps some of it. What cannot be read is only counted. */
final class Incoming implements TailListener {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final TopicValue<Item> ITEMS = TopicValue.of(Item.class);

    private static final TopicValue<ExperimentStatus> STATUSES =
            TopicValue.of(ExperimentStatus.class);
    private static final TopicValue<VariantMetrics> METRICS = TopicValue.of(VariantMetrics.class);
    private static final TopicValue<ModelStatus> MODEL_STATUSES = TopicValue.of(ModelStatus.class);

    private final LiveTopics live;
    private final WatchedUsers users;
    private final Clock clock;

    Incoming(LiveTopics live, WatchedUsers users, Clock clock) {
        this.live = requireNonNull(live, "live");
        this.users = requireNonNull(users, "users");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public void event(@Nullable String key, byte @Nullable [] value) {
        live.traffic().event();
        if (value == null) {
            return;
        }
        Interaction interaction;
        try {
            interaction = EventReader.read(value, clock.millis());
        } catch (IOException e) {
            // The job makes a dead letter of it, which says more; or it is an exposure.
            LOG.debug("An event is no interaction", e);
            return;
        }
        live.items().acted(interaction.itemId(), clock.millis());
        live.recentUsers().acted(interaction);
        users.event(interaction);
    }

    @Override
    public boolean slate(@Nullable String key, byte @Nullable [] value) {
        users.slate(key, value);
        if (value == null || !live.traffic().slate()) {
            return true;
        }
        try {
            Slate slate = SlateReader.read(key, value);
            if (!slate.items().stream().allMatch(each -> isId(each.itemId()))) {
                return false;
            }
            live.traffic().read(slate);
            live.items().shown(slate, clock.millis());
            return true;
        } catch (IOException e) {
            LOG.debug("A record of recommendations is no slate", e);
            return false;
        }
    }

    @Override
    public void deadLetter(byte @Nullable [] value) {
        live.deadLetters().add(value, clock.millis());
    }

    @Override
    public boolean item(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return false;
        }
        if (value == null) {
            live.titles().remove(key);
            return true;
        }
        try {
            Item item = ITEMS.read(value);
            if (!isId(item.itemId())) {
                return false;
            }
            live.titles().put(item);
            return true;
        } catch (IOException e) {
            LOG.debug("A record of the catalogue is no item", e);
            return false;
        }
    }

    /** What is longer is nobody's id, and is not kept. */
    private static boolean isId(String id) {
        return id.codePointCount(0, id.length()) <= Interaction.MAX_ID_LENGTH;
    }

    @Override
    public boolean experiment(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return false;
        }
        if (value == null) {
            live.experiments().removeExperiment(key);
            return true;
        }
        try {
            live.experiments().experiment(ExperimentReader.experiment(key, value));
            return true;
        } catch (ExperimentException e) {
            // The job refuses it with a status, which says more.
            LOG.debug("A record of experiments is no experiment", e);
            return false;
        }
    }

    @Override
    public boolean experimentStatus(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return false;
        }
        if (value == null) {
            live.experiments().removeStatus(key);
            return true;
        }
        try {
            live.experiments().status(STATUSES.read(value));
            return true;
        } catch (IOException e) {
            LOG.debug("A record is no status of an experiment", e);
            return false;
        }
    }

    @Override
    public boolean experimentMetrics(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return false;
        }
        if (value == null) {
            live.experiments().removeMetrics(key);
            return true;
        }
        try {
            VariantMetrics metrics = METRICS.read(value);
            // One from the far future would be the newest for ever.
            if (metrics.at() > clock.millis() + EventReader.MOST_AHEAD_MILLIS) {
                return false;
            }
            live.experiments().metrics(metrics);
            return true;
        } catch (IOException e) {
            LOG.debug("A record has no metrics of a variant", e);
            return false;
        }
    }

    @Override
    public boolean modelStatus(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return false;
        }
        if (value == null) {
            live.releases().remove(key);
            return true;
        }
        try {
            live.releases().add(MODEL_STATUSES.read(value));
            return true;
        } catch (IOException e) {
            LOG.debug("A record is no status of a model", e);
            return false;
        }
    }
}
