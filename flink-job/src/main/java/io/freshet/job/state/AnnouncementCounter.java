package io.freshet.job.state;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The number of the newest announcement.
 *
 * <p><b>Owned state:</b> {@code announcements}, one number. <b>Key:</b> none; one subtask has it.
 * <b>Bound:</b> one. <b>TTL:</b> none. <b>Evolution:</b> none is needed.
 */
public final class AnnouncementCounter {

    private final ListState<Long> stored;
    private long newest;

    /** Goes on where the state stopped. */
    public AnnouncementCounter(OperatorStateStore store) throws Exception {
        stored = store.getListState(new ListStateDescriptor<>("announcements", Types.LONG));
        for (long number : stored.get()) {
            newest = Math.max(newest, number);
        }
    }

    /** A number above all before. */
    public long next() {
        return ++newest;
    }

    /** Puts the newest number into the state. */
    public void write() throws Exception {
        stored.update(List.of(newest));
    }
}
