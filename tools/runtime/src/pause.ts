/** Waits; ends early and quietly when `signal` aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** Waits until `work` has settled, at most `ms`, and leaves no timer behind. Never rejects. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const settled = new AbortController();
  await Promise.race([work.then(nothing, nothing), pause(ms, settled.signal)]);
  settled.abort();
}

const nothing = (): void => undefined;
