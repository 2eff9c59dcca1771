import java.util.List;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of the test cluster in a process of its own, so that it can be killed alone. */
public final class ClusterNode {

    /** Only what searching needs: HTTP between processes, and analysis (ngram, cjk). */
    private static final String MODULES =
        "org.opensearch.analysis.common.CommonAnalysisPlugin,org.opensearch.transport.Netty4Plugin";

    private ClusterNode() {}

    /** Arguments: folder, number of this node, first HTTP port, first transport port. */
    public static void main(String[] arguments) throws Exception {
        int node = Integer.parseInt(arguments[1]);
        int http = Integer.parseInt(arguments[2]);
        int transport = Integer.parseInt(arguments[3]);
        OpenSearchRunner runner = new OpenSearchRunner();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
        runner.setMaxHttpPort(-1);
        runner.onBuild((number, settings) -> {
            settings.put("cluster.name", "jiangdang-test");
            settings.put("node.name", "node-" + node);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", http + node);
            settings.put("transport.port", transport + node);
            List<String> peers = List.of(
                "127.0.0.1:" + (transport + 1),
                "127.0.0.1:" + (transport + 2),
                "127.0.0.1:" + (transport + 3));
            settings.putList("discovery.seed_hosts", peers);
            settings.putList("cluster.initial_cluster_manager_nodes", "node-1", "node-2", "node-3");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("task_resource_tracking.enabled", false);
            settings.put("search_backpressure.mode", "disabled");
            settings.put("cluster.publish.timeout", "4s");
            settings.put("cluster.follower_lag.timeout", "4s");
            for (String check : List.of("leader_check", "follower_check")) {
                settings.put("cluster.fault_detection." + check + ".interval", "500ms");
                settings.put("cluster.fault_detection." + check + ".timeout", "2s");
                settings.put("cluster.fault_detection." + check + ".retry_count", 2);
            }
        });
        runner.build("-basePath", arguments[0], "-numOfNode", "1", "-moduleTypes", MODULES);
        while (!runner.isClosed()) {
            Thread.sleep(1000);
        }
    }

    private static void close(OpenSearchRunner runner) {
        try {
            runner.close();
        } catch (Exception error) {
            System.err.println("not closed: " + error);
        }
    }
}
