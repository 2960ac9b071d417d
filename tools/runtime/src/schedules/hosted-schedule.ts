import { backoffMs } from '../backoff.ts';
import type { Schedule } from '../definition/index.ts';
import { EffectContext } from '../listening/effect-context.ts';
import type { Series } from '../pipeline/call-histogram.ts';
import { storeOf } from '../pipeline/hosted-module.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { newId } from '../pipeline/ids.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { ScheduleStore } from '../ports/index.ts';
import { dueTimes } from './due-times.ts';
import type { DueTimes } from './due-times.ts';

const LEASE_MS = 60_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * One schedule as this process runs it: each due time is settled once, by whichever host claims it first. A due time
 * whose host died is taken over when its lease runs out; of those missed while nobody ran, the latest is made up for.
 */
export class HostedSchedule {
  readonly #host: HostedModule;
  readonly #schedule: Schedule;
  readonly #instance: string;
  readonly #times: DueTimes;
  readonly #store: ScheduleStore;
  readonly #durations: Series;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(host: HostedModule, schedule: Schedule, instance: string) {
    this.#host = host;
    this.#schedule = schedule;
    this.#instance = instance;
    this.#times = dueTimes(schedule.due);
    this.#store = storeOf(host, `has the schedule ${schedule.name}`).schedules;
    this.#durations = host.work.series({ module: host.name, work: schedule.name });
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let settled = -Infinity;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const dueAt = this.#times.latest(Date.now());
      if (dueAt !== undefined && dueAt > settled) {
        try {
          if (await this.#settle(dueAt)) settled = dueAt;
          failures = 0;
        } catch (error) {
          this.#host.log.error({ err: error, schedule: this.#schedule.name, dueAt }, 'schedule failed; it tries again');
          await pause(backoffMs(++failures, 1_000, 30_000), this.#stopping.signal);
          continue;
        }
      }
      const next = this.#times.next(Date.now());
      // Woken at least each minute, so that a claim whose host died is taken over within its lease.
      const wait = Math.min(LONGEST_WAIT_MS, next === undefined ? LONGEST_WAIT_MS : Math.max(1, next - Date.now()));
      await pause(settled === dueAt ? wait : Math.min(wait, 5_000), this.#stopping.signal);
    }
  }

  /** True when this due time needs no more of us: it ran here, or was settled elsewhere. */
  async #settle(dueAt: number): Promise<boolean> {
    const { name } = this.#schedule;
    const last = await this.#store.lastDone(name);
    if (last !== undefined && last >= dueAt) return true;
    if (!(await this.#store.claim(name, dueAt, this.#instance, LEASE_MS))) return false;
    const id = newId();
    const envelope = { id, correlation: id, caller: this.#host.name, deadline: Date.now() + LEASE_MS };
    const context = new EffectContext(this.#host, envelope, `${name}@${dueAt}`, name, (effects) => {
      effects.scheduleDone = { schedule: name, dueAt };
    });
    const startedAt = performance.now();
    try {
      await (this.#schedule.run as (tick: object, context: unknown) => unknown)({ dueAt }, context);
      if (!context.transactionOpened) await this.#store.done(name, dueAt);
      return true;
    } catch (error) {
      if (error instanceof StoreConflict) return true;
      throw error;
    } finally {
      context.end();
      this.#durations.observe(performance.now() - startedAt);
    }
  }
}
