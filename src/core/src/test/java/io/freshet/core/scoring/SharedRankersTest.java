package io.freshet.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.ModelId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedRankersTest {

    private final List<String> closed = new ArrayList<>();
    private final SharedRankers<String> rankers = new SharedRankers<>(Named::new);

    @Test
    void whoAsksForTheSameGetsTheSame() {
        var first = rankers.lease("a");
        var second = rankers.lease("a");
        assertThat(second.ranker()).isSameAs(first.ranker());
        assertThat(rankers.lease("b").ranker()).isNotSameAs(first.ranker());
        assertThat(rankers.size()).isEqualTo(2);
    }

    @Test
    void theLastOneToLeaveClosesIt() {
        var first = rankers.lease("a");
        var second = rankers.lease("a");
        first.close();
        first.close();
        assertThat(closed).isEmpty();
        second.close();
        assertThat(closed).containsExactly("a");
        assertThat(rankers.size()).isZero();
    }

    private final class Named implements Ranker {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public ModelId modelId() {
            return new ModelId(name, "1");
        }

        @Override
        public String provider() {
            return "cpu";
        }

        @Override
        public boolean canRankBy(BehaviourWindow window) {
            return false;
        }

        @Override
        public boolean knows(String itemId) {
            return false;
        }

        @Override
        public List<List<RankedItem>> rank(List<BehaviourWindow> windows, int k) {
            return List.of();
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }
}
