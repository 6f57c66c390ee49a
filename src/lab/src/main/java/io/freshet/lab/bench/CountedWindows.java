package io.freshet.lab.bench;

import io.freshet.job.RecommenderTopology;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.job.operator.BehaviourWindowFunction;
import io.freshet.job.operator.ScoringRequest;
import java.time.Clock;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The job up to where slates would be made, whose requests are thrown away: behaviour windows alone
 * or with the counts.
 */
final class CountedWindows {

    private CountedWindows() {}

    static void define(
            DataStream<ArrivedInteraction> interactions,
            RecommenderSettings settings,
            boolean isCounted) {
        SingleOutputStreamOperator<ScoringRequest> requests =
                RecommenderTopology.behaviourWindows(
                        interactions,
                        settings.window(),
                        isCounted ? settings.counts().pairs() : PairSettings.NOT_COUNTED);
        requests.sinkTo(new DiscardingSink<>()).uid("requests").name("Requests");
        if (isCounted) {
            RecommenderTopology.count(
                    requests.getSideOutput(BehaviourWindowFunction.COUNTED),
                    settings.counts(),
                    Clock.systemUTC());
        }
    }
}
