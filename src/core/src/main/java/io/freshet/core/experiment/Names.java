package io.freshet.core.experiment;

import io.freshet.core.domain.Interaction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What experiments, variants, layers and the rest of their kind may be called. */
final class Names {

    private Names() {}

    /**
     * The name, if it is one: 1 to 256 characters, not all blank, Unicode text that UTF-8 can hold.
     * Control characters part what is hashed, and {@code |} parts the keys of topics: a name has
     * neither, so that no two texts are read alike.
     *
     * @param field where it stands, for the message
     */
    static String require(@Nullable String name, String field) {
        if (name == null) {
            throw new ExperimentException(field + " is missing, expected a name");
        }
        int length = name.codePointCount(0, name.length());
        if (name.isBlank() || length > Interaction.MAX_ID_LENGTH) {
            throw new ExperimentException(
                    field
                            + " has "
                            + length
                            + " characters, expected 1 to "
                            + Interaction.MAX_ID_LENGTH
                            + ", not all blank");
        }
        if (name.indexOf('|') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            throw new ExperimentException(
                    field + " is '" + name + "', expected no '|' and no control character");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new ExperimentException(
                    field + " has half of a surrogate pair, expected Unicode text");
        }
        return name;
    }
}
