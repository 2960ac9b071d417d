/** Waits; ends early and quietly when one of `signals` aborts. */
export function pause(ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal?.aborted)) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) signal?.addEventListener('abort', end);
  });
}

/** Waits until `work` has settled, at most `ms`, and leaves no timer behind. Never rejects. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const settled = new AbortController();
  await Promise.race([work.then(nothing, nothing), pause(ms, settled.signal)]);
  settled.abort();
}

const nothing = (): void => undefined;
