import type { Ask, Offers, Told } from './child-protocol.ts';

/**
 * Serves `offers` to the process that forked this one. Ends the process when the parent is gone, however it went, so
 * that a benchmark that was stopped leaves nothing running.
 */
export function offer(offers: Offers): void {
  process.on('message', ({ id, method, argument }: Ask) => {
    const tell = (told: Told): void => void process.send?.(told);
    Promise.resolve()
      .then(() => {
        const run = offers[method];
        if (!run) throw new Error(`this process does not offer '${method}'`);
        return run(argument as never);
      })
      .then(
        (value) => tell({ id, value }),
        (error: unknown) =>
          tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
