package io.freshet.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.oracle.Promise;
import io.freshet.lab.proof.Campaign;
import io.freshet.lab.proof.CampaignReport;
import io.freshet.lab.proof.ProofBench;
import io.freshet.lab.proof.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab campaign}: kill after kill, and an oracle in the end. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kill members of a cluster in random order while traffic flows, and hold every"
                        + " slate against an oracle in the end.")
final class CampaignCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options;

    @Option(
            names = "--kills",
            defaultValue = "100",
            description = "Of TaskManagers; default ${DEFAULT-VALUE}.")
    private int taskManagers;

    @Option(
            names = "--broker-kills",
            defaultValue = "20",
            description = "Default ${DEFAULT-VALUE}.")
    private int brokers;

    @Option(
            names = "--job-manager-kills",
            defaultValue = "10",
            description = "Default ${DEFAULT-VALUE}.")
    private int jobManagers;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of order, moments and traffic; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--exactly-once",
            description = "The job writes in transactions; no slate may come twice.")
    private boolean exactlyOnce;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report here, too.")
    private @Nullable Path json;

    private int done;

    @Override
    public Integer call() throws IOException {
        if (taskManagers < 0 || brokers < 0 || jobManagers < 0) {
            throw new IllegalArgumentException("kills are less than 0, expected 0 or more");
        }
        Campaign campaign = new Campaign(taskManagers, brokers, jobManagers, seed);
        CampaignReport report =
                options.use(
                        ProofBench.PLAN,
                        (cluster, files) ->
                                ProofBench.on(cluster, files, options.bundle())
                                        .run(
                                                campaign,
                                                seed,
                                                exactlyOnce,
                                                (victim, recovery) ->
                                                        tell(campaign, victim, recovery)));
        Promise promise = exactlyOnce ? Promise.EXACTLY_ONCE : Promise.LAST_SLATE;
        spec.commandLine().getOut().println(report.summary(promise));
        if (json != null) {
            JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(json.toFile(), report);
        }
        if (!promise.isKept(report.verdict())) {
            throw new IOException("a promise was broken: " + promise);
        }
        return 0;
    }

    private void tell(Campaign campaign, Campaign.Victim victim, Recovery recovery) {
        done++;
        spec.commandLine()
                .getOut()
                .printf(
                        "%d/%d %s killed, fresh after %s%n",
                        done,
                        campaign.kills(),
                        victim.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        recovery);
    }
}
