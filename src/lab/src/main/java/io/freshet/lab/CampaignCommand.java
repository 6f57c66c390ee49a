package io.freshet.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.oracle.Promise;
import io.freshet.lab.proof.Campaign;
import io.freshet.lab.proof.CampaignReport;
import io.freshet.lab.proof.ProofBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--bundle",
            paramLabel = "DIRECTORY",
            defaultValue = "${sys:lab.home}/demo-bundle",
            description = "One that knows the simulator's items; default ${DEFAULT-VALUE}.")
    private Path bundle;

    @Option(
            names = "--dir",
            paramLabel = "DIRECTORY",
            description = "Keeps all files of the cluster, its logs too; gone by default.")
    private @Nullable Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report here, too.")
    private @Nullable Path json;

    private int done;

    @Override
    public Integer call() throws IOException {
        if (taskManagers < 0 || brokers < 0 || jobManagers < 0) {
            throw new IllegalArgumentException("kills are less than 0, expected 0 or more");
        }
        Campaign campaign = new Campaign(taskManagers, brokers, jobManagers, seed);
        CampaignReport report = run(campaign);
        spec.commandLine().getOut().println(report.summary());
        if (json != null) {
            JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(json.toFile(), report);
        }
        Promise promise = exactlyOnce ? Promise.EXACTLY_ONCE : Promise.LAST_SLATE;
        if (!promise.isKept(report.verdict())) {
            throw new IOException("a promise was broken: " + promise);
        }
        return 0;
    }

    private CampaignReport run(Campaign campaign) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (WorkDirectory work = WorkDirectory.create()) {
            Path files = directory == null ? work.resolve("campaign") : directory;
            LocalCluster cluster = LocalCluster.start(files.resolve("cluster"), ProofBench.PLAN);
            try {
                return ProofBench.on(cluster, files, bundle)
                        .run(
                                campaign,
                                seed,
                                exactlyOnce,
                                (victim, recovery) -> {
                                    done++;
                                    out.printf(
                                            "%d/%d %s killed, fresh after %s%n",
                                            done,
                                            campaign.kills(),
                                            victim.name().toLowerCase(Locale.ROOT),
                                            recovery);
                                });
            } finally {
                cluster.stop();
            }
        }
    }
}
