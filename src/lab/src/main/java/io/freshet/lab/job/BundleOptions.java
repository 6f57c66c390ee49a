package io.freshet.lab.job;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.job.config.ScoringOptions;
import io.freshet.job.config.WindowOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a job must be told to serve a bundle. */
public final class BundleOptions {

    private BundleOptions() {}

    /**
     * The bundle, and windows as long as the model reads, at least the default.
     *
     * @throws IllegalArgumentException if it is no sound bundle
     */
    public static Map<String, String> of(Path bundle) {
        Map<String, String> options = new HashMap<>();
        options.put(ScoringOptions.BUNDLE.key(), bundle.toAbsolutePath().toString());
        options.put(WindowOptions.MAX_LENGTH.key(), Integer.toString(windowLength(bundle)));
        return options;
    }

    private static int windowLength(Path bundle) {
        try {
            int read = ModelBundle.load(bundle).manifest().windowLength();
            return Math.max(read, WindowOptions.MAX_LENGTH.defaultValue());
        } catch (BundleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
