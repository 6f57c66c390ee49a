package io.freshet.job;

import io.freshet.core.attribution.SlateFacts;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.job.operator.AttributionInput;
import io.freshet.job.operator.AttributionOperator;
import io.freshet.job.operator.BehaviourWindowFunction;
import io.freshet.job.operator.ControlFunction;
import io.freshet.job.operator.ControlMessage;
import io.freshet.job.operator.CountedInteraction;
import io.freshet.job.operator.CountsTableSink;
import io.freshet.job.operator.DecodeAssignmentFunction;
import io.freshet.job.operator.DecodeFunction;
import io.freshet.job.operator.ExperimentMetricsFunction;
import io.freshet.job.operator.ItemCount;
import io.freshet.job.operator.ItemCountOperatorFactory;
import io.freshet.job.operator.ItemListsFunction;
import io.freshet.job.operator.ItemTally;
import io.freshet.job.operator.ItemTallyOperatorFactory;
import io.freshet.job.operator.MicroBatchOperatorFactory;
import io.freshet.job.operator.OutcomeHoldOperatorFactory;
import io.freshet.job.operator.ScoringInput;
import io.freshet.job.operator.ScoringRequest;
import io.freshet.job.operator.ServingWindowFunction;
import io.freshet.job.operator.TotalsTally;
import io.freshet.job.operator.TotalsTallyOperatorFactory;
import io.freshet.job.operator.WindowInput;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.InteractionRules;
import io.freshet.job.serde.OutcomeRecord;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.state.FollowedExperiments;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The way of an event, from the bytes of a record to the user's new slate. */
public final class RecommenderTopology {

    /** No slate waits for counts, for what came of an earlier one, or for what others decide. */
    private static final long UNHURRIED_MILLIS = 100;

    private static final String WINDOWS = "behaviour-windows";

    private RecommenderTopology() {}

    /** Where the job's results go. */
    public record Outputs(
            Sink<Slate> slates,
            Sink<ModelStatus> modelStatus,
            Sink<ExperimentStatus> experimentStatus,
            Sink<OutcomeRecord> outcomes,
            Sink<VariantMetrics> experimentMetrics,
            Sink<DeadLetter> deadLetters) {}

    /** Puts the stages together. */
    public static void define(
            DataStream<RawRecord> events,
            DataStream<ControlRecord> control,
            DataStream<ControlRecord> assignments,
            RecommenderSettings settings,
            Clock clock,
            Outputs outputs) {
        SingleOutputStreamOperator<ArrivedInteraction> interactions =
                decode(events, settings.events(), clock);
        SingleOutputStreamOperator<ControlMessage> messages = control(control, settings);
        SingleOutputStreamOperator<WindowInput> variants = externalAssignments(assignments);
        SingleOutputStreamOperator<ScoringInput> requests =
                servingWindows(windowInputs(interactions).union(variants), messages, settings);
        SingleOutputStreamOperator<Slate> slates = score(requests, settings, clock);
        count(requests.getSideOutput(BehaviourWindowFunction.COUNTED), settings.counts(), clock);

        writeSlates(slates, outputs.slates());
        writeModelStatus(slates, outputs.modelStatus());
        if (settings.outcomes()) {
            SingleOutputStreamOperator<Outcome> outcomes =
                    attribute(
                            slateFacts(slates).union(acts(interactions, requests)),
                            messages,
                            settings);
            writeOutcomes(outcomes, outputs.outcomes());
            writeExperimentMetrics(
                    experimentMetrics(outcomes, messages, settings.experiments()),
                    outputs.experimentMetrics());
        }
        writeExperimentStatus(messages, outputs.experimentStatus());
        writeDeadLetters(interactions, variants, messages, outputs.deadLetters());
    }

    static SingleOutputStreamOperator<ArrivedInteraction> decode(
            DataStream<RawRecord> events, InteractionRules rules, Clock clock) {
        return events.process(new DecodeFunction(rules, clock))
                .returns(TypeInformation.of(ArrivedInteraction.class))
                .setBufferTimeout(UNHURRIED_MILLIS) // window inputs have a timeout of their own
                .uid("decode")
                .name("Decode");
    }

    private static SingleOutputStreamOperator<ControlMessage> control(
            DataStream<ControlRecord> records, RecommenderSettings settings) {
        return records.keyBy(record -> (byte) 0, Types.BYTE)
                .process(
                        new ControlFunction(
                                settings.kafka().topics().experiments(),
                                settings.candidates(),
                                settings.slate().surface(),
                                settings.attribution().afterlifeMillis()))
                .returns(TypeInformation.of(ControlMessage.class))
                .setParallelism(1)
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("control")
                .name("Control");
    }

    private static SingleOutputStreamOperator<WindowInput> externalAssignments(
            DataStream<ControlRecord> records) {
        return records.process(new DecodeAssignmentFunction())
                .returns(TypeInformation.of(WindowInput.class))
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("decode-assignments")
                .name("Decode assignments");
    }

    private static SingleOutputStreamOperator<WindowInput> windowInputs(
            DataStream<ArrivedInteraction> interactions) {
        return interactions
                .map(WindowInput::of)
                .returns(TypeInformation.of(WindowInput.class))
                .uid("window-inputs")
                .name("Window inputs");
    }

    private static SingleOutputStreamOperator<ScoringInput> servingWindows(
            DataStream<WindowInput> inputs,
            DataStream<ControlMessage> messages,
            RecommenderSettings settings) {
        return inputs.keyBy(WindowInput::userId)
                .connect(messages.broadcast(FollowedExperiments.DESCRIPTOR))
                .process(
                        new ServingWindowFunction(
                                settings.window(),
                                settings.counts().pairs(),
                                settings.slate().surface()))
                .returns(TypeInformation.of(ScoringInput.class))
                .setBufferTimeout(UNHURRIED_MILLIS) // scoring is on the same thread
                .uid(WINDOWS)
                .name("Behaviour windows");
    }

    /** Each user's window, and a request for each interaction that it accepts. */
    public static SingleOutputStreamOperator<ScoringRequest> behaviourWindows(
            DataStream<ArrivedInteraction> interactions,
            WindowSettings settings,
            PairSettings pairs) {
        return interactions
                .keyBy(ArrivedInteraction::userId)
                .process(new BehaviourWindowFunction(settings, pairs))
                .returns(TypeInformation.of(ScoringRequest.class))
                .uid(WINDOWS)
                .name("Behaviour windows");
    }

    /** From what the windows accepted to the tables that lie where slates are made. */
    public static void count(
            DataStream<CountedInteraction> interactions, CountSettings settings, Clock clock) {
        SingleOutputStreamOperator<ItemCount> counts = itemCounts(interactions, settings);
        itemLists(counts, settings)
                .broadcast()
                .sinkTo(CountsTableSink.ofLists(settings.pairs().atHand(), clock))
                .uid("popular-items-at-hand")
                .name("Item lists at hand");
        counts.getSideOutput(ItemCountOperatorFactory.NEIGHBOURS)
                .broadcast()
                .sinkTo(CountsTableSink.ofNeighbours(settings.pairs().atHand(), clock))
                .uid("neighbours-at-hand")
                .name("Neighbours at hand");
    }

    private static SingleOutputStreamOperator<ItemCount> itemCounts(
            DataStream<CountedInteraction> interactions, CountSettings settings) {
        return itemTallies(interactions, settings)
                .keyBy(ItemTally::itemId)
                .transform(
                        "Item counts",
                        TypeInformation.of(ItemCount.class),
                        new ItemCountOperatorFactory(settings))
                .setBufferTimeout(bufferTimeout(settings))
                .uid("item-counts")
                .name("Item counts");
    }

    /** Counts that are to come sooner do not wait for buffers. */
    private static long bufferTimeout(CountSettings settings) {
        return Math.min(UNHURRIED_MILLIS, settings.intervalMillis());
    }

    private static DataStream<ItemTally> itemTallies(
            DataStream<CountedInteraction> interactions, CountSettings settings) {
        return interactions
                .transform(
                        "Item tallies",
                        TypeInformation.of(ItemTally.class),
                        new ItemTallyOperatorFactory(settings))
                .setBufferTimeout(bufferTimeout(settings))
                .uid("item-tallies")
                .name("Item tallies");
    }

    private static DataStream<ItemLists> itemLists(
            DataStream<ItemCount> counts, CountSettings settings) {
        return counts.keyBy(report -> (byte) 0, Types.BYTE)
                .process(new ItemListsFunction(settings))
                .returns(TypeInformation.of(ItemLists.class))
                .setParallelism(1)
                .setBufferTimeout(bufferTimeout(settings))
                .uid("popular-items") // of the first savepoints, when no other list was made
                .name("Item lists");
    }

    private static SingleOutputStreamOperator<Slate> score(
            DataStream<ScoringInput> requests, RecommenderSettings settings, Clock clock) {
        return requests.transform(
                        "Score in micro-batches",
                        TypeInformation.of(Slate.class),
                        new MicroBatchOperatorFactory(
                                new MicroBatchOperatorFactory.Settings(
                                        settings.scoring(),
                                        settings.candidates(),
                                        settings.counts(),
                                        settings.slate(),
                                        settings.releases(),
                                        settings.window().bounds().maxLength(),
                                        clock)))
                .uid("score")
                .name("Score in micro-batches");
    }

    private static DataStream<AttributionInput> acts(
            SingleOutputStreamOperator<ArrivedInteraction> interactions,
            SingleOutputStreamOperator<ScoringInput> requests) {
        return requests.getSideOutput(ServingWindowFunction.INTERACTIONS)
                .union(interactions.getSideOutput(DecodeFunction.EXPOSURES));
    }

    private static DataStream<AttributionInput> slateFacts(DataStream<Slate> slates) {
        return slates.map(slate -> AttributionInput.of(SlateFacts.of(slate)))
                .returns(TypeInformation.of(AttributionInput.class))
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("slate-facts")
                .name("Slate facts");
    }

    private static SingleOutputStreamOperator<Outcome> attribute(
            DataStream<AttributionInput> inputs,
            DataStream<ControlMessage> messages,
            RecommenderSettings settings) {
        return inputs.keyBy(AttributionInput::userId)
                .connect(messages.broadcast())
                .transform(
                        "Attribution",
                        TypeInformation.of(Outcome.class),
                        new AttributionOperator(settings.attribution(), settings.experiments()))
                .uid("attribution")
                .name("Attribution");
    }

    private static DataStream<VariantMetrics> experimentMetrics(
            SingleOutputStreamOperator<Outcome> outcomes,
            DataStream<ControlMessage> messages,
            ExperimentSettings settings) {
        return totals(outcomes)
                .keyBy(tally -> (byte) 0, Types.BYTE)
                .connect(messages.keyBy(message -> (byte) 0, Types.BYTE))
                .process(new ExperimentMetricsFunction(settings))
                .returns(TypeInformation.of(VariantMetrics.class))
                .setParallelism(1)
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("experiment-metrics")
                .name("Experiment metrics");
    }

    private static DataStream<TotalsTally> totals(SingleOutputStreamOperator<Outcome> outcomes) {
        return outcomes.getSideOutput(AttributionOperator.TOTALS)
                .transform(
                        "Totals tallies",
                        TypeInformation.of(TotalsTally.class),
                        new TotalsTallyOperatorFactory())
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("totals-tallies")
                .name("Totals tallies");
    }

    private static void writeExperimentMetrics(
            DataStream<VariantMetrics> metrics, Sink<VariantMetrics> sink) {
        metrics.sinkTo(sink)
                .setParallelism(1) // records of one key stay in order
                .uid("experiment-metrics-feed")
                .name("Experiment metrics feed");
    }

    private static void writeOutcomes(DataStream<Outcome> outcomes, Sink<OutcomeRecord> sink) {
        outcomes.transform(
                        "Hold outcomes",
                        TypeInformation.of(OutcomeRecord.class),
                        new OutcomeHoldOperatorFactory())
                .uid("outcome-hold")
                .sinkTo(sink)
                .uid("outcomes")
                .name("Outcomes");
    }

    private static void writeSlates(DataStream<Slate> slates, Sink<Slate> sink) {
        slates.sinkTo(sink).uid("recommendations").name("Recommendations");
    }

    private static void writeModelStatus(
            SingleOutputStreamOperator<Slate> slates, Sink<ModelStatus> sink) {
        slates.getSideOutput(MicroBatchOperatorFactory.MODEL_STATUS)
                .sinkTo(sink)
                .uid("model-status")
                .name("Model status");
    }

    private static void writeExperimentStatus(
            SingleOutputStreamOperator<ControlMessage> messages, Sink<ExperimentStatus> sink) {
        messages.getSideOutput(ControlFunction.EXPERIMENT_STATUS)
                .sinkTo(sink)
                .setParallelism(1) // records of one key stay in order
                .uid("experiment-status")
                .name("Experiment status");
    }

    private static void writeDeadLetters(
            SingleOutputStreamOperator<ArrivedInteraction> interactions,
            SingleOutputStreamOperator<WindowInput> variants,
            SingleOutputStreamOperator<ControlMessage> messages,
            Sink<DeadLetter> sink) {
        interactions
                .getSideOutput(DecodeFunction.DEAD_LETTERS)
                .union(
                        variants.getSideOutput(DecodeAssignmentFunction.DEAD_LETTERS),
                        messages.getSideOutput(ControlFunction.DEAD_LETTERS))
                .sinkTo(sink)
                .uid("dead-letters")
                .name("Dead letters");
    }
}
