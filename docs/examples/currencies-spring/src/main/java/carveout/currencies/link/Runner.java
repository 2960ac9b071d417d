package carveout.currencies.link;

import carveout.currencies.core.Kind;
import carveout.currencies.core.Operations;
import carveout.currencies.core.Reply;
import carveout.currencies.life.Counts;
import carveout.currencies.wire.Call;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs calls, counts them, and bounds how many are taken. */
public class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  /** Over all batches. */
  private static final int MOST_TAKEN = 4_096;

  private final Operations operations;
  private final Counts counts;
  private final AtomicInteger taken = new AtomicInteger();

  public Runner(Operations operations, Counts counts) {
    this.operations = operations;
    this.counts = counts;
  }

  /** Each call is taken before it waits to be run, and left when it has been answered. */
  boolean take() {
    if (taken.incrementAndGet() <= MOST_TAKEN) return true;
    leave();
    return false;
  }

  void leave() {
    taken.decrementAndGet();
  }

  boolean full() {
    return taken.get() >= MOST_TAKEN;
  }

  static Reply tooMany() {
    String message = "the host runs " + MOST_TAKEN + " calls already (limit callsRunning)";
    return Reply.failure(Kind.NOT_SENT, "CARV-312", message).after(100);
  }

  /** Answers one line of a batch. */
  Reply run(String line) {
    Optional<Call> read = Call.read(line);
    if (read.isEmpty()) {
      String message = "the host cannot read the call; caller and host speak different versions of the link";
      return Reply.failure(Kind.INVALID, "CARV-302", message);
    }
    Call call = read.get();
    if (call.deadline() <= System.currentTimeMillis())
      return Reply.failure(Kind.NOT_SENT, "CARV-313", "the deadline passed before the call was started");
    return answer(call.operation(), call.caller(), call.input());
  }

  /** Runs an operation; what breaks in it is logged, and a fault. */
  public Reply answer(String operation, String caller, Object input) {
    Reply reply;
    try {
      reply = operations.answer(operation, caller, input);
    } catch (RuntimeException | StackOverflowError broken) {
      LOG.error("operation broke: {}", operation, broken);
      reply = Reply.fault();
    }
    counts.add(operation, reply.kind());
    return reply;
  }
}
