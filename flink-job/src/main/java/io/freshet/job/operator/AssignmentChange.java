package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else says of a user's variants.
 *
 * @param userId of whom
 * @param assignment the variant that the user has from now on; null if all that was said before is
 *     taken back
 * @param at timestamp of the record, epoch milliseconds
 */
public record AssignmentChange(String userId, @Nullable Assignment assignment, long at) {

    public AssignmentChange {
        requireNonNull(userId, "userId");
    }
}
