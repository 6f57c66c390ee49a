package io.freshet.lab.proof;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Something that breaks in production.
 *
 * @param name short, with dashes
 * @param story what is broken and how, for people
 * @param inEveryBuild whether the build plays it too, which has no time for all
 * @param settings from the ordinary ones
 * @param play breaks it while traffic flows
 */
public record Scenario(
        String name,
        String story,
        boolean inEveryBuild,
        UnaryOperator<TrialSettings> settings,
        Play play) {

    /** What is done to the cluster. */
    @FunctionalInterface
    public interface Play {
        void on(Trial trial) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
