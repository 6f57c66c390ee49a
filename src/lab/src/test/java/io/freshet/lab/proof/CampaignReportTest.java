package io.freshet.lab.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.lab.oracle.CountsVerdict;
import io.freshet.lab.oracle.ExperimentsVerdict;
import io.freshet.lab.oracle.OutcomesVerdict;
import io.freshet.lab.oracle.Promise;
import io.freshet.lab.oracle.Verdict;
import io.freshet.lab.proof.Campaign.Victim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignReportTest {

    private static final Verdict VERDICT =
            new Verdict(
                    10,
                    5,
                    0,
                    12,
                    2,
                    10,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    CountsVerdict.NONE,
                    OutcomesVerdict.NONE,
                    ExperimentsVerdict.NONE,
                    List.of());

    @Test
    void tellsMedianAndWorstOfEachKindOfVictim() {
        CampaignReport report =
                CampaignReport.of(
                        List.of(
                                Victim.TASK_MANAGER,
                                Victim.BROKER,
                                Victim.TASK_MANAGER,
                                Victim.TASK_MANAGER),
                        List.of(after(3), after(20), after(9), after(4)),
                        VERDICT,
                        Duration.ofSeconds(60));

        assertThat(report.kills())
                .extracting(CampaignReport.Kills::victim, CampaignReport.Kills::count)
                .containsExactly(tuple(Victim.TASK_MANAGER, 3), tuple(Victim.BROKER, 1));
        assertThat(report.kills().get(0).firstFresh()).isEqualTo(new CampaignReport.Spread(4, 9));
        assertThat(report.kills().get(0).silence()).isEqualTo(new CampaignReport.Spread(5, 10));
        assertThat(report.summary(Promise.LAST_SLATE))
                .contains("task manager")
                .contains("holds: 10 interactions");
    }

    @Test
    void killsInAnOrderThatTheSeedDecides() {
        assertThat(new Campaign(3, 2, 1, 1).kills()).isEqualTo(6);
        assertThat(new Campaign(20, 20, 20, 1).order())
                .isEqualTo(new Campaign(20, 20, 20, 1).order())
                .isNotEqualTo(new Campaign(20, 20, 20, 2).order());
    }

    private static Recovery after(int seconds) {
        return new Recovery(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 1L));
    }
}
