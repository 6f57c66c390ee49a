package io.freshet.lab.release;

import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.ModelStatus.State;
import java.util.Locale;

/** The moment of a release at which a TaskManager is killed. */
public enum ReleaseFault {
    /** While it copies the bundle. */
    WHILE_FETCHING,
    /** While it checks what it has copied. */
    WHILE_CHECKING,
    /** When one subtask is ready and another one may not be. */
    ONE_IS_READY,
    /** When all are ready, told to switch and a checkpoint is triggered. */
    ALL_ARE_READY,
    /** When one subtask serves the new model and another one may not. */
    ONE_HAS_SWITCHED,
    /** When all serve it. */
    ALL_HAVE_SWITCHED;

    /** Whether a status says that the moment is there. */
    boolean isAt(ModelStatus status) {
        boolean all = status.ready() == status.subtasks();
        return switch (this) {
            case WHILE_FETCHING, WHILE_CHECKING -> false;
            case ONE_IS_READY -> status.state() == State.LOADING;
            case ALL_ARE_READY -> status.state() == State.LOADING && all;
            case ONE_HAS_SWITCHED -> status.state() == State.ACTIVE;
            case ALL_HAVE_SWITCHED -> status.state() == State.ACTIVE && all;
        };
    }

    /** Such as {@code while fetching}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
