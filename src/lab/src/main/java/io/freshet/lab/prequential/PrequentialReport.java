package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the lists of a feed were, beside the references.
 *
 * @param feed null where only references were judged
 * @param methods the feed, if it was judged, then the references
 * @param leads of the feed over the best reference in each figure
 * @param leadsOverRuns of the feed over earlier runs, in each figure
 * @param run null where nobody told
 */
public record PrequentialReport(
        LogFacts log,
        @Nullable FeedFacts feed,
        List<MethodScores> methods,
        List<Lead> leads,
        List<Lead> leadsOverRuns,
        @Nullable RunFacts run) {

    private static final ObjectWriter JSON =
            JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build()
                    .writerWithDefaultPrettyPrinter();

    public PrequentialReport {
        requireNonNull(log, "log");
        methods = List.copyOf(methods);
        leads = List.copyOf(leads);
        leadsOverRuns = List.copyOf(leadsOverRuns);
    }

    /** The same with what the run was like. */
    public PrequentialReport with(RunFacts facts) {
        return new PrequentialReport(log, feed, methods, leads, leadsOverRuns, facts);
    }

    /** For a terminal: aligned columns. */
    public String toText() {
        return ScoreTable.of(this).toText() + "\n" + ReportNotes.of(this).toText();
    }

    /** For a page. */
    public String toMarkdown() {
        return ScoreTable.of(this).toMarkdown() + "\n" + ReportNotes.of(this).toMarkdown();
    }

    /** For a program. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report must be JSON", e);
        }
    }
}
