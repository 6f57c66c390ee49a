package io.freshet.job.operator.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for models that are closed. */
@Timeout(60)
class ModelCloserTest {

    private final CountDownLatch held = new CountDownLatch(1);
    private final ModelCloser closer = new ModelCloser();

    /** A model whose closing takes until the test lets it end. */
    private class SlowModel implements Servable {
        private volatile boolean isClosed;

        @Override
        public ModelId modelId() {
            return new ModelId("films", "1");
        }

        @Override
        public void close() {
            try {
                held.await();
                isClosed = true;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whoDiscardsAModelDoesNotWait() {
        SlowModel model = new SlowModel();

        closer.discard(model);

        assertThat(model.isClosed).isFalse();
        held.countDown();
        closer.close();
        assertThat(model.isClosed).isTrue();
    }

    @Test
    void closingWaitsForAllEvenIfSomebodyIsImpatient() {
        SlowModel first = new SlowModel();
        SlowModel second = new SlowModel();
        closer.discard(first);
        closer.discard(second);
        Thread task = Thread.currentThread();
        new Thread(
                        () -> {
                            while (task.getState() != Thread.State.TIMED_WAITING) {
                                Thread.onSpinWait();
                            }
                            held.countDown();
                        })
                .start();

        task.interrupt();
        closer.close();

        assertThat(Thread.interrupted()).as("the interruption is kept").isTrue();
        assertThat(first.isClosed).isTrue();
        assertThat(second.isClosed).isTrue();
    }

    @Test
    void whatComesTooLateIsClosedAllTheSame() {
        held.countDown();
        closer.close();
        SlowModel late = new SlowModel();

        closer.discard(late);

        assertThat(late.isClosed).isTrue();
    }

    @Test
    void oneThatFailsToCloseKeepsNoOtherOpen() {
        SlowModel broken =
                new SlowModel() {
                    @Override
                    public void close() {
                        throw new IllegalStateException("the device is gone");
                    }
                };
        SlowModel other = new SlowModel();
        held.countDown();

        closer.discard(broken);
        closer.discard(other);
        closer.close();

        assertThat(other.isClosed).isTrue();
    }
}
