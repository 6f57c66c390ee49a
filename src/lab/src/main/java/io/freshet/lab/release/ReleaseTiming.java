package io.freshet.lab.release;

import io.freshet.core.domain.ModelStatus.State;
import io.freshet.lab.release.ArrivalLog.Arrival;
import java.io.IOException;

/**
 * How long a release took, in milliseconds since its record was written.
 *
 * @param prepared until the last subtask had fetched, checked and warmed it
 * @param switched until the last subtask served it: all had agreed and a checkpoint was completed
 * @param firstSlate until a subscriber had the first slate that names it
 */
public record ReleaseTiming(String version, long prepared, long switched, long firstSlate) {

    static ReleaseTiming of(ReleaseTrial.Followed followed, Arrival first) throws IOException {
        long start = followed.writtenMillis();
        return new ReleaseTiming(
                followed.release().version(),
                followed.lastMillis(State.LOADING) - start,
                followed.lastMillis(State.ACTIVE) - start,
                first.millis() - start);
    }
}
