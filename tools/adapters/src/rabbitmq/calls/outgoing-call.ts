import type { PendingReply } from '@carveout/runtime';
import { MAIN_LANE } from './call-lanes.ts';
import type { CallLane } from './call-lanes.ts';

/** One call from `send` until it is answered or forgotten. */
export interface OutgoingCall {
  /** Its element of the message; emptied once written, so that only what is waiting takes room. */
  text: string;
  readonly bytes: number;
  readonly deadline: number;
  readonly pending: PendingReply;
  readonly target: CallTarget;
  /** It came back from one lane, and was sent on the other. */
  resent?: boolean;
}

/** How long a replica that answered counts as alive. */
const ALIVE_MS = 10_000;
/** A module that has not answered for so long is asked about: its queue may have lost its hosts, or its node. */
const SILENT_MS = 2_000;

/** A called module: what waits for it in this turn, and who answers for it. Each `now` is by `performance.now()`. */
export class CallTarget {
  readonly module: string;
  /** Whether its exchange is known to exist; publishing to one that does not would close the channel. */
  state: 'unknown' | 'asking' | 'known' = 'unknown';
  waiting: OutgoingCall[] = [];
  /** The lane that its hosts consume, as far as is known. */
  lane: CallLane = MAIN_LANE;
  #unheardSince: number | undefined;
  #lastHost = '';
  #hosts = new Map<string, number>();

  constructor(module: string) {
    this.module = module;
  }

  /** Something was sent. */
  sent(now: number): void {
    this.#unheardSince ??= now;
  }

  /** The broker, or a host, has said something; silence is counted from the next call that is sent. */
  heard(): void {
    this.#unheardSince = undefined;
  }

  isSilent(now: number): boolean {
    return this.#unheardSince !== undefined && now - this.#unheardSince > SILENT_MS;
  }

  /** A replica answered. */
  answeredBy(host: string, now: number): void {
    this.heard();
    if (host === this.#lastHost && this.#hosts.size < 2) return;
    this.#lastHost = host;
    this.#hosts.set(host, now);
  }

  /** How many replicas answered of late; at least 1. */
  replicas(now: number): number {
    if (this.#hosts.size < 2) return 1;
    for (const [host, at] of this.#hosts) if (now - at > ALIVE_MS) this.#hosts.delete(host);
    return Math.max(1, this.#hosts.size);
  }
}
