import type { Logger } from 'pino';

export interface HealthWatch {
  /** As `Store.health`. */
  state(): string | undefined;
  /** Checks now, and from then on every `everyMs` after the last check ended. */
  start(): Promise<void>;
  stop(): void;
}

/** Keeps the last known state. `check` answers what is wrong, or undefined, and never rejects. */
export function createHealthWatch(parts: {
  readonly check: () => Promise<string | undefined>;
  readonly everyMs: number;
  readonly module: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}): HealthWatch {
  let state: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const now = await parts.check();
    if (stopped) return;
    const turned = (now === undefined) !== (state === undefined);
    state = now;
    if (turned && now !== undefined) parts.log.warn({ module: parts.module }, `store not ready: ${now}`);
    if (turned && now === undefined) parts.log.info({ module: parts.module }, 'store ready again');
    timer = setTimeout(() => void look(), parts.everyMs);
    timer.unref();
  };
  return {
    state: () => state,
    start: look,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
