package io.freshet.lab.demo;

import io.freshet.lab.traffic.Launches;
import io.freshet.lab.traffic.Pace;
import io.freshet.lab.traffic.Theme;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.Trends;
import java.time.Duration;

/** Three places where slates are shown, and what is going on there. */
public enum Preset {
    /** Every minute a rush, now and then a new thing to buy. */
    SHOP(Theme.SHOP, 3, Launches.every(60, Duration.ofMinutes(1)), Trends.none()),
    /** Posts come all the time, and are old within minutes. */
    SOCIAL(
            Theme.SOCIAL,
            1,
            new Launches(
                    720, Duration.ofSeconds(5), Duration.ofSeconds(5), 0.25, Duration.ofMinutes(2)),
            Trends.none()),
    /** What everybody talks about is watched by everybody for a few minutes. */
    VIDEO(
            Theme.VIDEO,
            1.5,
            Launches.every(30, Duration.ofMinutes(2)),
            new Trends(0.5, Duration.ofMinutes(2), Duration.ofMinutes(3)));

    private final Theme theme;
    private final double rush;
    private final Launches launches;
    private final Trends trends;

    /**
     * @param rush times the rate, for ten seconds of each minute
     */
    Preset(Theme theme, double rush, Launches launches, Trends trends) {
        this.theme = theme;
        this.rush = rush;
        this.launches = launches;
        this.trends = trends;
    }

    /** What the items are called. */
    public Theme theme() {
        return theme;
    }

    /** The traffic there. */
    public TrafficProfile applyTo(TrafficProfile calm, double eventsPerSecond) {
        return calm.with(
                        new Pace(
                                eventsPerSecond,
                                rush,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1)))
                .with(launches)
                .with(trends);
    }
}
