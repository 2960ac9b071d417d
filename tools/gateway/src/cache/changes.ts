/** A fetch that is under way: what comes of it is from before a change, if there was one meanwhile. */
export interface Since {
  readonly changed: boolean;
}

/** Tells fetches under way that something was changed at their address. */
export class Changes {
  readonly #fetches = new Map<string, Set<{ changed: boolean }>>();

  /** Runs a fetch that learns of changes at its address until it has ended. */
  async watch(address: string, fetch: (since: Since) => Promise<void>): Promise<void> {
    const since = { changed: false };
    const all = this.#fetches.get(address) ?? new Set();
    this.#fetches.set(address, all.add(since));
    try {
      await fetch(since);
    } finally {
      all.delete(since);
      if (all.size === 0) this.#fetches.delete(address);
    }
  }

  tell(address: string): void {
    for (const since of this.#fetches.get(address) ?? []) since.changed = true;
  }
}
