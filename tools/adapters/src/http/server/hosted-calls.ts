import type { CallReply, Dispatch } from '@carveout/runtime';
import { decodeCall } from '../../wire/call-codec.ts';
import type { DecodedCall } from '../../wire/call-codec.ts';
import type { RunningCalls } from '../../wire/running-calls.ts';
import { failures } from '../failures.ts';
import type { Log } from '../../wire/link-options.ts';

export interface HostingOptions {
  readonly module: string;
  readonly dispatch: Dispatch;
  readonly running: RunningCalls;
  readonly callsRunning: number;
  readonly log: Log;
}

/** The hosting side of one module: runs the calls of batches. */
export class HostedCalls {
  readonly #options: HostingOptions;
  readonly #idle: (() => void)[] = [];
  readonly #left: () => void;
  #calls = 0;
  #closed = false;

  /** @param left called when it takes no more calls. */
  constructor(options: HostingOptions, left: () => void) {
    this.#options = options;
    this.#left = left;
  }

  /** Takes no more; resolves when what it has taken has been answered. */
  async close(): Promise<void> {
    if (!this.#closed) this.#left();
    this.#closed = true;
    await this.idle();
  }

  async idle(): Promise<void> {
    while (this.#calls > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Starts each line's call, or says why it is not started. */
  run(lines: readonly string[], answer: (index: number, reply: CallReply) => void): void {
    const now = Date.now();
    for (const [index, line] of lines.entries()) this.#begin(read(line), now, (reply) => answer(index, reply));
  }

  #begin(call: DecodedCall, now: number, answer: (reply: CallReply) => void): void {
    const { module, dispatch, running, callsRunning, log } = this.#options;
    if (call === undefined) return answer(failures.unreadable());
    if (call.envelope.deadline <= now) return answer(failures.expired());
    if (!running.enter()) return answer(failures.hostFull(callsRunning));
    this.#calls += 1;
    const end = (reply: CallReply): void => {
      running.leave();
      this.#calls -= 1;
      answer(reply);
      if (this.#calls === 0) for (const idle of this.#idle.splice(0)) idle();
    };
    const broke = (error: unknown): void => {
      log.error({ err: error, module }, 'http: a dispatch failed');
      end(failures.hostBroke());
    };
    try {
      const { operation, envelope, input } = call;
      dispatch({ module, operation, envelope, input }).then(end, broke);
    } catch (error) {
      broke(error);
    }
  }
}

function read(line: string): DecodedCall {
  try {
    return decodeCall(JSON.parse(line));
  } catch {
    return undefined;
  }
}
