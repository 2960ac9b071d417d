package carveout.currencies.link;

import static org.assertj.core.api.Assertions.assertThat;

import carveout.currencies.core.Operations;
import carveout.currencies.core.Reply;
import carveout.currencies.life.Counts;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletResponse;

@Timeout(30)
class BatchesTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(3);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void writesEachAnswerAsItsCallEnds() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    Operations slowUntilWritten =
        new Operations() {
          @Override
          public Reply answer(String operation, String caller, Object input) {
            if (operation.equals("slow")) await(written);
            return Reply.value(operation);
          }
        };
    MockHttpServletResponse response =
        new MockHttpServletResponse() {
          @Override
          public void setCommitted(boolean committed) {
            super.setCommitted(committed);
            if (committed) written.countDown();
          }
        };
    Batches batches = new Batches(new Runner(slowUntilWritten, new Counts()), executor);
    batches.answer(List.of(call("slow"), call("quick")), response);
    assertThat(response.getContentAsString()).isEqualTo("[1,0,\"quick\"]\n[0,0,\"slow\"]\n");
  }

  @Test
  void answersWhatBreaksAsAFaultWithoutDetails() throws Exception {
    Operations broken =
        new Operations() {
          @Override
          public Reply answer(String operation, String caller, Object input) {
            throw new IllegalStateException("secret detail");
          }
        };
    MockHttpServletResponse response = new MockHttpServletResponse();
    new Batches(new Runner(broken, new Counts()), executor).answer(List.of(call("supported")), response);
    assertThat(response.getContentAsString()).startsWith("[0,6,\"CARV-306\",").doesNotContain("secret");
  }

  private static String call(String operation) {
    return "[\"%s\",\"i\",\"c\",\"orders\",9e15,null,null,null,null,{}]".formatted(operation);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) throw new IllegalStateException("nothing was written");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
