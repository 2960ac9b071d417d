import { CarveoutError } from '@carveout/runtime/errors';
import { noDeadLetter } from '../errors/carv-626-no-dead-letter.ts';

export interface LetterId {
  readonly module: string;
  readonly listener: string;
  readonly message: string;
}

/** Reads `<module>.<listener>.<message>`, of which only the last part may have dots. @throws CarveoutError CARV-626. */
export function readLetterId(id: string): LetterId {
  const [, module, listener, message] = /^([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)\.(.+)$/s.exec(id) ?? [];
  if (module !== undefined && listener !== undefined && message !== undefined) return { module, listener, message };
  throw new CarveoutError(
    noDeadLetter,
    `'${id}' names no dead letter: that is <module>.<listener>.<message>, as 'npx carveout dead-letters list' prints it`,
  );
}
