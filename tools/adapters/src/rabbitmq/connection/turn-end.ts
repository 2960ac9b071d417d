import type { Log } from '../../wire/link-options.ts';

/**
 * Runs what was gathered during one round of the event loop, once, when the round's input has been handled: that is
 * what makes calls of a turn one message, acknowledgements of a turn one frame, and all of them one `writev`.
 */
export class TurnEnd {
  readonly #log: Log;
  #tasks: (() => void)[] = [];
  #last: (() => void)[] = [];
  #scheduled = false;
  #running = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Runs `task` at the end of this round. Callers add a task once per round. */
  add(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  /** Runs `task` after all others of the round. */
  addLast(task: () => void): void {
    this.#last.push(task);
    this.#schedule();
  }

  /**
   * Runs what was gathered so far, now. For a batch that is full: the broker and the peer begin with it while this
   * process goes on with the rest of its turn. With 256 calls in flight that is 10 to 20 % more calls per second.
   */
  now(): void {
    if (this.#running) return;
    this.#run();
  }

  #schedule(): void {
    if (this.#scheduled || this.#running) return;
    this.#scheduled = true;
    setImmediate(this.#end);
  }

  readonly #run = (): void => {
    // What the tasks write is uncorked at the end of this very run.
    this.#running = true;
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) this.#attempt(task);
    const last = this.#last;
    this.#last = [];
    for (const task of last) this.#attempt(task);
    this.#running = false;
    if (this.#tasks.length > 0 || this.#last.length > 0) this.#schedule();
  };

  readonly #end = (): void => {
    this.#scheduled = false;
    if (this.#tasks.length > 0 || this.#last.length > 0) this.#run();
  };

  #attempt(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#log.error({ err: error }, 'rabbitmq: a task at the end of a turn failed');
    }
  }
}
