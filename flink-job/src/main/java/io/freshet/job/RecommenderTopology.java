package io.freshet.job;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.Slate;
import io.freshet.core.retrieval.PopularItems;
import io.freshet.job.config.PopularSettings;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.job.operator.BehaviourWindowFunction;
import io.freshet.job.operator.DecodeFunction;
import io.freshet.job.operator.ItemCount;
import io.freshet.job.operator.ItemCountFunction;
import io.freshet.job.operator.ItemTally;
import io.freshet.job.operator.ItemTallyOperatorFactory;
import io.freshet.job.operator.MicroBatchOperatorFactory;
import io.freshet.job.operator.PopularItemsFunction;
import io.freshet.job.operator.ScoringRequest;
import io.freshet.job.serde.InteractionRules;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.state.PopularItemsState;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The way of an event, from the bytes of a record to the user's new slate. */
public final class RecommenderTopology {

    /** Nobody's slate waits for what is popular. */
    private static final long UNHURRIED_MILLIS = 100;

    private RecommenderTopology() {}

    /** Where the job's results go. */
    public record Outputs(Sink<Slate> slates, Sink<DeadLetter> deadLetters) {}

    /** Puts the stages together. */
    public static void define(
            DataStream<RawRecord> events,
            RecommenderSettings settings,
            Clock clock,
            Outputs outputs) {
        SingleOutputStreamOperator<ArrivedInteraction> interactions =
                decode(events, settings.events(), clock);
        DataStream<PopularItems> popular = popularItems(interactions, settings.popular());
        DataStream<ScoringRequest> requests =
                behaviourWindows(interactions, popular, settings.window());
        DataStream<Slate> slates = score(requests, settings, clock);

        writeSlates(slates, outputs.slates());
        writeDeadLetters(interactions, outputs.deadLetters());
    }

    static SingleOutputStreamOperator<ArrivedInteraction> decode(
            DataStream<RawRecord> events, InteractionRules rules, Clock clock) {
        return events.process(new DecodeFunction(rules, clock))
                .returns(TypeInformation.of(ArrivedInteraction.class))
                .uid("decode")
                .name("Decode");
    }

    private static DataStream<PopularItems> popularItems(
            DataStream<ArrivedInteraction> interactions, PopularSettings settings) {
        return itemCounts(interactions, settings)
                .keyBy(report -> (byte) 0, Types.BYTE)
                .process(
                        new PopularItemsFunction(
                                settings.size(),
                                settings.halfLifeMillis(),
                                settings.intervalMillis()))
                .returns(TypeInformation.of(PopularItems.class))
                .setParallelism(1)
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("popular-items")
                .name("Popular items");
    }

    private static DataStream<ItemCount> itemCounts(
            DataStream<ArrivedInteraction> interactions, PopularSettings settings) {
        return itemTallies(interactions, settings)
                .keyBy(ItemTally::itemId)
                .process(new ItemCountFunction(settings.halfLifeMillis()))
                .returns(TypeInformation.of(ItemCount.class))
                .setBufferTimeout(UNHURRIED_MILLIS)
                .uid("item-counts")
                .name("Item counts");
    }

    private static DataStream<ItemTally> itemTallies(
            DataStream<ArrivedInteraction> interactions, PopularSettings settings) {
        return interactions
                .transform(
                        "Item tallies",
                        TypeInformation.of(ItemTally.class),
                        new ItemTallyOperatorFactory(settings))
                .uid("item-tallies")
                .name("Item tallies");
    }

    /** Each user's window, and a request for each interaction that it accepts. */
    public static DataStream<ScoringRequest> behaviourWindows(
            DataStream<ArrivedInteraction> interactions,
            DataStream<PopularItems> popular,
            WindowSettings settings) {
        return interactions
                .keyBy(ArrivedInteraction::userId)
                .connect(popular.broadcast(PopularItemsState.DESCRIPTOR))
                .process(new BehaviourWindowFunction(settings.bounds(), settings.ttl()))
                .returns(TypeInformation.of(ScoringRequest.class))
                .uid("behaviour-windows")
                .name("Behaviour windows");
    }

    private static DataStream<Slate> score(
            DataStream<ScoringRequest> requests, RecommenderSettings settings, Clock clock) {
        return requests.transform(
                        "Score in micro-batches",
                        TypeInformation.of(Slate.class),
                        new MicroBatchOperatorFactory(
                                new MicroBatchOperatorFactory.Settings(
                                        settings.scoring(), settings.slate(), clock)))
                .uid("score")
                .name("Score in micro-batches");
    }

    private static void writeSlates(DataStream<Slate> slates, Sink<Slate> sink) {
        slates.sinkTo(sink).uid("recommendations").name("Recommendations");
    }

    private static void writeDeadLetters(
            SingleOutputStreamOperator<ArrivedInteraction> interactions, Sink<DeadLetter> sink) {
        interactions
                .getSideOutput(DecodeFunction.DEAD_LETTERS)
                .sinkTo(sink)
                .uid("dead-letters")
                .name("Dead letters");
    }
}
