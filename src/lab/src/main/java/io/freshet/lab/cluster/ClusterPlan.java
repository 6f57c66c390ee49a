package io.freshet.lab.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which processes a cluster has, and at which ports of the loopback interface. It is written into
 * the cluster's directory, so that other commands find the cluster.
 *
 * @param jobManagers of which one leads; more than one only with high availability
 * @param taskManagers started with the cluster
 * @param slots of each TaskManager
 * @param highAvailability whether jobs survive the death of every JobManager, through ZooKeeper
 * @param ports where the members listen
 * @param options of Flink; they win over the lab's
 */
public record ClusterPlan(
        int jobManagers,
        int taskManagers,
        int slots,
        boolean highAvailability,
        Ports ports,
        Map<String, String> options) {

    static final String BROKER = "broker";
    static final String ZOOKEEPER = "zookeeper";
    static final String JOB_MANAGER = "job-manager-";
    static final String TASK_MANAGER = "task-manager-";

    private static final int MOST_MEMBERS = 32;

    /**
     * Ports of the loopback interface.
     *
     * @param broker for clients
     * @param gate at which clients of the broker's second listener connect, if there is a {@link
     *     NetworkGate}
     * @param behindGate where the broker's second listener is
     * @param zookeeper for clients
     * @param rpc of the JobManager, without high availability
     * @param rest of each JobManager
     */
    public record Ports(
            int broker, int gate, int behindGate, int zookeeper, int rpc, List<Integer> rest) {

        public Ports {
            rest = List.copyOf(rest);
        }
    }

    public ClusterPlan {
        check("job managers", jobManagers, 1);
        check("task managers", taskManagers, 0);
        check("slots", slots, 1);
        if (jobManagers > 1 && !highAvailability) {
            throw new IllegalArgumentException(
                    "job managers are "
                            + jobManagers
                            + ", expected 1 without high availability: nobody would elect one");
        }
        options = Map.copyOf(options);
    }

    /** One JobManager and two TaskManagers, at free ports. */
    public static ClusterPlan small() {
        return new ClusterPlan(1, 2, 1, false, FreePorts.forJobManagers(1), Map.of());
    }

    /** Jobs survive the death of the JobManager. */
    public ClusterPlan withHighAvailability(int jobManagers) {
        return new ClusterPlan(
                jobManagers,
                taskManagers,
                slots,
                true,
                FreePorts.forJobManagers(jobManagers),
                options);
    }

    /** With so many TaskManagers and slots. */
    public ClusterPlan withTaskManagers(int count, int slotsOfEach) {
        return new ClusterPlan(jobManagers, count, slotsOfEach, highAvailability, ports, options);
    }

    /** With these options of Flink as well; they win over those of before. */
    public ClusterPlan withOptions(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(added);
        return new ClusterPlan(jobManagers, taskManagers, slots, highAvailability, ports, all);
    }

    /**
     * The same at the ports of a former cluster, which its jobs know.
     *
     * @throws IllegalArgumentException if that had another number of JobManagers
     */
    ClusterPlan inPlaceOf(ClusterPlan former) {
        if (former.jobManagers() != jobManagers) {
            throw new IllegalArgumentException(
                    "job managers are "
                            + jobManagers
                            + ", expected "
                            + former.jobManagers()
                            + " as the cluster of this directory had before");
        }
        return new ClusterPlan(
                jobManagers, taskManagers, slots, highAvailability, former.ports(), options);
    }

    /** What clients of the broker connect to. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    /** What clients connect to whose network may be cut. */
    public String gatedBootstrapServers() {
        return "127.0.0.1:" + ports.gate();
    }

    /** All members in the order in which they start. */
    public List<String> members() {
        List<String> members = new ArrayList<>(infrastructure());
        members.addAll(flink());
        return members;
    }

    /** What Flink's processes need when they start. */
    List<String> infrastructure() {
        return highAvailability ? List.of(BROKER, ZOOKEEPER) : List.of(BROKER);
    }

    /** Flink's processes. */
    List<String> flink() {
        List<String> members = new ArrayList<>();
        for (int i = 1; i <= jobManagers; i++) {
            members.add(JOB_MANAGER + i);
        }
        for (int i = 1; i <= taskManagers; i++) {
            members.add(TASK_MANAGER + i);
        }
        return members;
    }

    /** Where the JobManager of this name answers HTTP. */
    int restPort(String jobManager) {
        return ports.rest().get(numberOf(jobManager) - 1);
    }

    private static int numberOf(String member) {
        return Integer.parseInt(member.substring(member.lastIndexOf('-') + 1));
    }

    private static void check(String what, int found, int least) {
        if (found < least || found > MOST_MEMBERS) {
            throw new IllegalArgumentException(
                    what + " are " + found + ", expected " + least + " to " + MOST_MEMBERS);
        }
    }
}
