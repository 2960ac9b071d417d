package carveout.currencies.link;

import carveout.currencies.core.Reply;
import carveout.currencies.wire.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs the calls of a batch side by side, and writes each answer when its call has ended. */
public class Batches {
  private final Runner runner;
  private final Executor executor;

  public Batches(Runner runner, Executor executor) {
    this.runner = runner;
    this.executor = executor;
  }

  void answer(List<String> lines, HttpServletResponse response) throws IOException {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    for (int at = 0; at < lines.size(); at++) start(at, lines.get(at), ended);
    response.setContentType(LinkHandler.CALLS_CONTENT);
    OutputStream out = response.getOutputStream();
    for (int left = lines.size(); left > 0; left--) {
      out.write(next(ended).getBytes(StandardCharsets.UTF_8));
      if (left > 1 && ended.isEmpty()) out.flush();
    }
  }

  private void start(int index, String line, BlockingQueue<String> ended) {
    if (!runner.take()) {
      ended.add(Answer.line(index, Runner.tooMany()));
      return;
    }
    executor.execute(
        () -> {
          String answer = Answer.line(index, Reply.fault());
          try {
            answer = Answer.line(index, runner.run(line));
          } finally {
            runner.leave();
            ended.add(answer);
          }
        });
  }

  private static String next(BlockingQueue<String> ended) throws IOException {
    try {
      return ended.take();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the process ends");
    }
  }
}
