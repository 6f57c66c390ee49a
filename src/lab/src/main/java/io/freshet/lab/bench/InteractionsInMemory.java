package io.freshet.lab.bench;

import io.freshet.core.domain.Interaction;
import io.freshet.job.operator.ArrivedInteraction;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * In: numbers. Out: the traffic of the bench, each user's in one subtask as in one partition.
 * Remembers a piece of it that repeats under new ids and later times.
 */
final class InteractionsInMemory extends RichMapFunction<Long, ArrivedInteraction> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> vocabulary;
    private final int users;
    private final int length;

    private transient List<Interaction> piece;
    private transient long pieceMillis;
    private transient int next;
    private transient int pass;

    /**
     * @param length of the piece, of all subtasks together
     */
    InteractionsInMemory(List<String> vocabulary, int users, int length) {
        this.vocabulary = new ArrayList<>(vocabulary);
        this.users = users;
        this.length = length;
    }

    @Override
    public void open(OpenContext context) {
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        BenchTraffic traffic = new BenchTraffic(vocabulary, users);
        piece = new ArrayList<>();
        long first = 0;
        long last = 0;
        for (int i = 0; i < length; i++) {
            Interaction made = traffic.nextInteraction();
            first = i == 0 ? made.timestamp() : first;
            last = made.timestamp();
            if (Math.floorMod(made.userId().hashCode(), subtasks) == subtask) {
                piece.add(made);
            }
        }
        pieceMillis = last - first + 1;
    }

    @Override
    public ArrivedInteraction map(Long number) {
        if (next == piece.size()) {
            next = 0;
            pass++;
        }
        Interaction made = piece.get(next++);
        Interaction again =
                Interaction.of(
                        made.eventId() + '-' + pass,
                        made.userId(),
                        made.itemId(),
                        made.type(),
                        made.timestamp() + pass * pieceMillis);
        return new ArrivedInteraction(again, System.currentTimeMillis());
    }
}
