package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

/** Which model bundle made a slate: the name and version of its manifest. */
public record ModelId(String name, String version) {

    public ModelId {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
    }

    /** For people: the name and the version. */
    @Override
    public String toString() {
        return name + ' ' + version;
    }
}
