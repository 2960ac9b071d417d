/** Lets transactions meet inside their work, so that a race is one. */
export function meeting(size: number): () => Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let arrived = 0;
  return () => {
    if (++arrived === size) resolve(undefined);
    return promise;
  };
}

/** Two places at which to wait for each other. */
export interface Gate {
  readonly reached: Promise<unknown>;
  reach(): void;
  readonly opened: Promise<unknown>;
  open(): void;
}

export function gate(): Gate {
  const reached = Promise.withResolvers<unknown>();
  const opened = Promise.withResolvers<unknown>();
  return {
    reached: reached.promise,
    reach: () => reached.resolve(undefined),
    opened: opened.promise,
    open: () => opened.resolve(undefined),
  };
}
