import type { Span } from '@opentelemetry/api';
import { backoffMs } from '../backoff.ts';
import type { Schedule } from '../definition/index.ts';
import { CarveoutError, availabilityOf, workOverdue } from '../errors/index.ts';
import { EffectContext } from '../listening/effect-context.ts';
import { byDeadline } from '../pipeline/by-deadline.ts';
import type { Series } from '../pipeline/call-histogram.ts';
import { storeOf } from '../pipeline/hosted-module.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { newId } from '../pipeline/ids.ts';
import { endSpan, traceparent } from '../pipeline/tracing.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { ScheduleStore } from '../ports/index.ts';
import { dueTimes } from './due-times.ts';
import type { DueTimes } from './due-times.ts';

/** Default length of the lease on a due time, in ms; the time that one try has. */
export const SCHEDULE_LEASE_MS = 60_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * One schedule as this process runs it: each due time is settled once, by whichever host claims it first. A due time
 * whose host died, or whose try failed, is tried again until the next one comes; of those missed, the latest is made up for.
 */
export class HostedSchedule {
  readonly #host: HostedModule;
  readonly #schedule: Schedule;
  readonly #instance: string;
  readonly #times: DueTimes;
  readonly #store: ScheduleStore;
  readonly #durations: Series;
  readonly #leaseMs: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(host: HostedModule, schedule: Schedule, instance: string, leaseMs = SCHEDULE_LEASE_MS) {
    this.#host = host;
    this.#schedule = schedule;
    this.#instance = instance;
    this.#leaseMs = leaseMs;
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
          const level = availabilityOf(error) === undefined ? 'error' : 'warn';
          this.#host.log[level](
            { err: error, schedule: this.#schedule.name, dueAt },
            'schedule failed; it tries again',
          );
          await pause(backoffMs(++failures, 1_000, 30_000), this.#stopping.signal);
          continue;
        }
      }
      const next = this.#times.next(Date.now());
      // Woken at least each minute, so that a claim whose host died is taken over within its lease.
      const wait = Math.min(LONGEST_WAIT_MS, next === undefined ? LONGEST_WAIT_MS : Math.max(1, next - Date.now()));
      await pause(settled === dueAt ? wait : Math.min(wait, 5_000, this.#leaseMs), this.#stopping.signal);
    }
  }

  /** True when this due time needs no more of us: it ran here, or was settled elsewhere. */
  async #settle(dueAt: number): Promise<boolean> {
    const { name } = this.#schedule;
    const last = await this.#store.lastDone(name);
    if (last !== undefined && last >= dueAt) return true;
    if (!(await this.#store.claim(name, dueAt, this.#instance, this.#leaseMs))) return false;
    const startedAt = performance.now();
    const what = `${this.#host.name}.${name}`;
    const span = this.#host.tracing?.start(what, 'internal', undefined, {});
    let problem: unknown;
    try {
      await this.#once(what, dueAt, span);
    } catch (error) {
      // Another host was faster, after this one's lease had run out.
      if (!(error instanceof StoreConflict)) problem = error ?? new Error('the schedule threw nothing');
    }
    if (span !== undefined) endSpan(span, problem === undefined ? undefined : 'failed');
    this.#durations.observe(performance.now() - startedAt);
    if (problem !== undefined) throw problem as Error;
    return true;
  }

  async #once(what: string, dueAt: number, span: Span | undefined): Promise<void> {
    const { name } = this.#schedule;
    const id = newId();
    const deadline = Date.now() + this.#leaseMs;
    const trace = span && traceparent(span);
    const envelope = { id, correlation: id, caller: this.#host.name, deadline, trace };
    const context = new EffectContext(this.#host, envelope, `${name}@${dueAt}`, what, (effects) => {
      effects.scheduleDone = { schedule: name, dueAt };
    });
    const run = async (): Promise<void> => {
      await (this.#schedule.run as (tick: object, context: unknown) => unknown)({ dueAt }, context);
    };
    try {
      await byDeadline(span === undefined ? run() : this.#host.tracing!.within(span, run), deadline, () =>
        overdue(what, this.#leaseMs),
      );
    } finally {
      context.end();
    }
    if (!context.committedOnce) await this.#store.done(name, dueAt);
  }
}

function overdue(what: string, leaseMs: number): never {
  throw new CarveoutError(
    workOverdue,
    `${what} did not end within ${leaseMs} ms, for which it had claimed its due time. Pass context.signal on to what it waits for`,
  );
}
