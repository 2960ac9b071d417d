/**
 * Runs what was gathered during one round of the event loop, once, when the round's input has been handled: that is what
 * makes calls of a turn one request, and answers of a turn one write.
 */
export class TurnEnd {
  #tasks: (() => void)[] = [];

  /** Runs `task` at the end of this round. Callers add a task once per round. */
  add(task: () => void): void {
    if (this.#tasks.push(task) === 1) setImmediate(this.#end);
  }

  /**
   * Runs `task` sooner: when the callback that runs now has ended, with all promises that it settles. For a caller that
   * waits for nothing else: two rounds of the event loop are a tenth of a call.
   */
  soon(task: () => void): void {
    process.nextTick(task);
  }

  readonly #end = (): void => {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) task();
  };
}
