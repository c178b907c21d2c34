import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** One OpenSearch node on 127.0.0.1. Arguments: settings as name=value, lists separated by commas. */
public class TestNode {
  static class Local extends Node {
    Local(Environment environment, Collection<Class<? extends Plugin>> plugins) {
      super(environment, plugins, false);
    }
  }

  @SuppressWarnings("unchecked")
  public static void main(String[] arguments) throws Exception {
    Settings.Builder builder = Settings.builder()
        .put("network.host", "127.0.0.1")
        .put("http.type", "netty4")
        .put("transport.type", "netty4")
        .put("node.store.allow_mmap", "false")
        .put("cluster.routing.allocation.disk.threshold_enabled", "false");
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair[1].contains(",")) builder.putList(pair[0], pair[1].split(","));
      else builder.put(pair[0], pair[1]);
    }
    Settings settings = builder.build();
    Path config = Path.of(settings.get("path.home"), "config");
    Files.createDirectories(config);
    List<Class<? extends Plugin>> plugins = new ArrayList<>();
    for (String name : new String[] {
      "org.opensearch.transport.Netty4Plugin",
      "org.opensearch.analysis.common.CommonAnalysisPlugin",
      "org.opensearch.painless.PainlessPlugin",
    }) plugins.add((Class<? extends Plugin>) Class.forName(name));
    Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), config, () -> settings.get("node.name"));
    Local node = new Local(environment, plugins);
    node.start();
    System.out.println("STARTED");
    // However the process ends that started it: the node ends with it.
    while (System.in.read() >= 0);
    Runtime.getRuntime().halt(0);
  }
}
