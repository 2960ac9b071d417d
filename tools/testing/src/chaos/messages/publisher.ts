/** Publishes numbered messages to a broker that comes and goes. */
export interface Publisher {
  /** Resolves true when the broker has confirmed the message, false when that is not known. Never rejects. */
  publish(message: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Where messages go: the exchange and the keys of an event as the adapter publishes it (see its README). */
export const MODULE = 'audits';
export const EVENT = 'written';
export const EXCHANGE = `carveout.${MODULE}.events`;
export const KEYS: readonly string[] = Array.from({ length: 16 }, (_, slot) => `${EVENT}.v1.s${slot}`);
