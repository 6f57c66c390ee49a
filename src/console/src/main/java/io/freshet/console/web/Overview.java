package io.freshet.console.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.freshet.console.job.JobFigures;
import io.freshet.console.live.Minute;
import io.freshet.console.live.Second;
import io.freshet.console.topic.TopicState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything on the first view.
 *
 * @param history the last ten minutes, for who has just come; null for everybody else
 * @param second the one that just ended
 * @param job null if the console was not told where to ask, or has not asked yet
 */
record Overview(
        long at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Second> history,
        Second second,
        DeadLetters deadLetters,
        Minute minute,
        List<TopicState> topics,
        @Nullable JobFigures job) {

    /** How many there were. */
    record DeadLetters(long total, long lastMinute) {}

    Overview with(List<Second> pastSeconds) {
        return new Overview(at, pastSeconds, second, deadLetters, minute, topics, job);
    }
}
