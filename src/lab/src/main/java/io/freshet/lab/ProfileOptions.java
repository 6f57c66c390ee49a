package io.freshet.lab;

import io.freshet.lab.traffic.Disturbance;
import io.freshet.lab.traffic.Launches;
import io.freshet.lab.traffic.Pace;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.Theme;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.Trends;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What made-up traffic is like; by default steady, with nothing new and nothing wrong. */
final class ProfileOptions {

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of who acts when, and of all below; default ${DEFAULT-VALUE}.")
    private long seed;

    @ArgGroup(validate = false, heading = "%nWho there is and what there is:%n")
    private PopulationOptions population = new PopulationOptions();

    @ArgGroup(validate = false, heading = "%nHow much happens:%n")
    private PaceOptions pace = new PaceOptions();

    @ArgGroup(validate = false, heading = "%nNew items, that are wanted from their launch on:%n")
    private LaunchOptions launches = new LaunchOptions();

    @ArgGroup(validate = false, heading = "%nItems and genres that everybody wants for a while:%n")
    private TrendOptions trends = new TrendOptions();

    @ArgGroup(
            validate = false,
            heading = "%nWhat goes wrong on the way to a topic, in proportion to the events:%n")
    private DisturbanceOptions disturbance = new DisturbanceOptions();

    TrafficProfile profile() {
        return new TrafficProfile(
                population.population(),
                pace.pace(),
                launches.launches(),
                trends.trends(),
                disturbance.disturbance(),
                seed);
    }

    /** Who there is and what there is. */
    static final class PopulationOptions {

        @Option(
                names = "--users",
                defaultValue = "10000",
                description = "Default ${DEFAULT-VALUE}.")
        private int users;

        @Option(
                names = "--items",
                defaultValue = "2000",
                description = "In up to 20 genres; default ${DEFAULT-VALUE}.")
        private int items;

        @Option(
                names = "--exponent",
                defaultValue = "1",
                description = "Of Zipf's law of popularity in a genre; default ${DEFAULT-VALUE}.")
        private double exponent;

        @Option(
                names = "--population-seed",
                defaultValue = "1",
                paramLabel = "<seed>",
                description =
                        "Of tastes and of what follows what; keep it from training to the running"
                                + " job; default ${DEFAULT-VALUE}.")
        private long seed;

        @Option(
                names = "--theme",
                defaultValue = "SHOP",
                description =
                        "What items are called: ${COMPLETION-CANDIDATES}; default"
                                + " ${DEFAULT-VALUE}.")
        private Theme theme;

        private Population population() {
            return new Population(users, items, exponent, seed, theme);
        }
    }

    /** How much happens. */
    static final class PaceOptions {

        @Option(
                names = "--rate",
                defaultValue = "100",
                description = "Events per second outside bursts; default ${DEFAULT-VALUE}.")
        private double rate;

        @Option(
                names = "--burst-factor",
                defaultValue = "1",
                paramLabel = "<factor>",
                description = "Times the rate in a burst; default ${DEFAULT-VALUE}, no bursts.")
        private double burstFactor;

        @Option(
                names = "--burst-length",
                defaultValue = "10s",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "Default ${DEFAULT-VALUE}.")
        private Duration burstLength;

        @Option(
                names = "--burst-every",
                defaultValue = "1m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "One burst in each such span; default ${DEFAULT-VALUE}.")
        private Duration burstEvery;

        private Pace pace() {
            return new Pace(rate, burstFactor, burstLength, burstEvery);
        }
    }

    /** New items. */
    static final class LaunchOptions {

        @Option(
                names = "--launches",
                defaultValue = "0",
                paramLabel = "<items>",
                description = "How many; default ${DEFAULT-VALUE}.")
        private int items;

        @Option(
                names = "--launch-first",
                defaultValue = "1m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "From the start to the first; default ${DEFAULT-VALUE}.")
        private Duration first;

        @Option(
                names = "--launch-every",
                defaultValue = "1m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "Default ${DEFAULT-VALUE}.")
        private Duration every;

        @Option(
                names = "--launch-demand",
                defaultValue = "0.25",
                paramLabel = "<demand>",
                description =
                        "At the launch, beside all else in the genre, which is 1; default"
                                + " ${DEFAULT-VALUE}.")
        private double demand;

        @Option(
                names = "--launch-half-life",
                defaultValue = "30m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "After which half of the demand is left; default ${DEFAULT-VALUE}.")
        private Duration halfLife;

        private Launches launches() {
            return new Launches(items, first, every, demand, halfLife);
        }
    }

    /** Items and genres that everybody wants for a while. */
    static final class TrendOptions {

        @Option(
                names = "--trend-boost",
                defaultValue = "0",
                paramLabel = "<boost>",
                description =
                        "Demand at the height, beside all else, which is 1; default"
                                + " ${DEFAULT-VALUE}, no trends.")
        private double boost;

        @Option(
                names = "--trend-length",
                defaultValue = "5m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "Default ${DEFAULT-VALUE}.")
        private Duration length;

        @Option(
                names = "--trend-every",
                defaultValue = "10m",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description = "One trend in each such span; default ${DEFAULT-VALUE}.")
        private Duration every;

        private Trends trends() {
            return new Trends(boost, length, every);
        }
    }

    /** What goes wrong. */
    static final class DisturbanceOptions {

        @Option(
                names = "--late",
                defaultValue = "0",
                paramLabel = "<share>",
                description = "Arrive after later ones; default ${DEFAULT-VALUE}.")
        private double late;

        @Option(
                names = "--duplicates",
                defaultValue = "0",
                paramLabel = "<share>",
                description = "Arrive twice; default ${DEFAULT-VALUE}.")
        private double duplicates;

        @Option(
                names = "--malformed",
                defaultValue = "0",
                paramLabel = "<share>",
                description = "Records that are no event, beside the events; default 0.")
        private double malformed;

        @Option(
                names = "--delay",
                defaultValue = "10s",
                paramLabel = "<time>",
                converter = DurationConverter.class,
                description =
                        "Of late ones and of second arrivals, on average; default"
                                + " ${DEFAULT-VALUE}.")
        private Duration delay;

        private Disturbance disturbance() {
            return new Disturbance(late, duplicates, malformed, delay);
        }
    }
}
