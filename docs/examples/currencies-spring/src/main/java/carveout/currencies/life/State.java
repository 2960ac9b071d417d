package carveout.currencies.life;

/** At what point of its life the process is, for all its ports. */
public class State {
  private volatile boolean ready;
  private volatile boolean stopping;

  /** What {@code /health/ready} tells. */
  public boolean ready() {
    return ready;
  }

  public void setReady(boolean ready) {
    this.ready = ready;
  }

  /** True once no more calls are taken. */
  public boolean stopping() {
    return stopping;
  }

  public void stop() {
    stopping = true;
  }
}
