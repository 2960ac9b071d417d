import { bulkhead } from 'cockatiel';
import type { BulkheadPolicy as Policy } from 'cockatiel';
import type { BulkheadPolicy } from '../topology/resilience.ts';

/** A call's claim on a place: from when it asks for one until it has ended. */
export interface Place {
  /** Gives the place back, or leaves the queue. May be called again. */
  leave(): void;
}

/**
 * Bounds how many calls to an operation are under way at the same time, and how many wait for that: first come, first
 * served. The places are cockatiel's, the queue is not: there, who gave up while it waited keeps others out until its
 * turn, and a newcomer can take the place that is being handed to one who waited.
 */
export class Bulkhead {
  readonly #places: Policy;
  readonly #most: number;
  readonly #queue = new Set<() => void>();
  /** Have left, but cockatiel frees their places a microtask later. */
  #leaving = 0;

  constructor({ concurrent, queue }: BulkheadPolicy) {
    this.#places = bulkhead(concurrent, 0);
    this.#most = queue;
  }

  /** Runs `start` when there is a place. Before this returns, where there is one; and so `refused` when the queue is full. */
  enter(start: () => void, refused: () => void): Place {
    const left = Promise.withResolvers<void>();
    let running = false;
    const run = (): void => {
      running = true;
      void this.#places
        .execute(() => {
          start();
          return left.promise;
        })
        .finally(() => {
          this.#leaving -= 1;
          this.#letIn();
        });
    };
    if (this.#queue.size === 0 && this.#places.executionSlots > 0) run();
    else if (this.#queue.size < this.#most + this.#leaving) this.#queue.add(run);
    else refused();
    return {
      leave: () => {
        this.#queue.delete(run);
        if (running) this.#leaving += 1;
        running = false;
        left.resolve();
      },
    };
  }

  #letIn(): void {
    for (const run of this.#queue) {
      if (this.#places.executionSlots === 0) return;
      this.#queue.delete(run);
      run();
    }
  }
}
