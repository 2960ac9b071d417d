package carveout.currencies.life;

import carveout.currencies.core.Kind;
import carveout.currencies.core.Operations;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the process has answered, by operation and by how it ended. Names that callers invent make no new series. */
public class Counts {
  private final Map<String, Map<Kind, LongAdder>> counts = new TreeMap<>();

  public Counts() {
    for (String operation : Operations.NAMES) {
      Map<Kind, LongAdder> ofOne = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) ofOne.put(kind, new LongAdder());
      counts.put(operation, ofOne);
    }
  }

  public void add(String operation, Kind kind) {
    Map<Kind, LongAdder> ofOne = counts.get(operation);
    if (ofOne != null) ofOne.get(kind).increment();
  }

  /** In the text format of Prometheus. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("# HELP carveout_calls_answered_total Calls answered, by how they ended.\n");
    text.append("# TYPE carveout_calls_answered_total counter\n");
    counts.forEach(
        (operation, ofOne) ->
            ofOne.forEach(
                (kind, count) ->
                    text.append("carveout_calls_answered_total{module=\"currencies\",operation=\"%s\",outcome=\"%s\"} %d\n"
                        .formatted(operation, kind.label(), count.sum()))));
    return text.toString();
  }
}
