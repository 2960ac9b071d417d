import { inspect } from 'node:util';
import type { ClientLogger } from 'eureka-js-client';
import type { Logger } from 'pino';

/**
 * The client's own log, at level debug: what matters in it is an outcome that the adapter reports itself, once instead of
 * at every try.
 */
export function logOfClient(log: Logger): ClientLogger {
  const write = (...parts: unknown[]): void => {
    if (!log.isLevelEnabled('debug')) return;
    log.debug(`eureka-js-client: ${withoutPassword(parts.map(textOf).join(' '))}`);
  };
  return { error: write, warn: write, info: write, debug: write };
}

function textOf(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === 'string' ? part : inspect(part, { depth: 1, breakLength: Infinity });
}

/** Hides the account in every URL of a text. */
export function withoutPassword(text: string): string {
  return text.replace(/(\w:\/\/)[^/\s]*@/g, '$1');
}
