import type { HostedModule } from '../pipeline/hosted-module.ts';
import { StoreConflict } from '../ports/index.ts';
import type { LinkDeadLetter, Store } from '../ports/index.ts';

/**
 * Moves what the link has set aside by itself (what cannot be read, what the broker gave up) to the module's dead letters.
 * The same letter twice is one, and what was handled all the same is none.
 */
export function keepLinkLetters(
  { log, origin }: Pick<HostedModule, 'log' | 'origin'>,
  store: Pick<Store, 'transaction'>,
): (letter: LinkDeadLetter) => Promise<void> {
  return async ({ queue, ...letter }) => {
    const { message, listener, reason } = letter;
    try {
      await store.transaction(async (_em, effects) => {
        effects.inbox = { message, listener, suspect: true };
        effects.deadLetter = { ...letter, origin: { ...origin, queue }, attempts: 0 };
      });
    } catch (error) {
      if (error instanceof StoreConflict && error.kind === 'inbox') return;
      throw error;
    }
    log.error({ listener, message, queue, reason }, 'message set aside as a dead letter, by its link');
  };
}
