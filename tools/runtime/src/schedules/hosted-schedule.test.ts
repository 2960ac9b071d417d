import pino from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Schedule } from '../definition/index.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { HostedSchedule } from './hosted-schedule.ts';

const soon = { timeout: 20_000 };

it.each([
  ['a database that is away', Object.assign(new Error('planted'), { availability: 'away' }), 'warn'],
  ['what the schedule itself does wrong', new Error('planted'), 'error'],
])('tells of %s', async (_what, problem, level) => {
  const lines: { readonly level: number; readonly schedule: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const schedules = { lastDone: () => Promise.reject(problem) };
  const host = { name: 'audit', log, store: { schedules }, work: { series: () => ({}) } } as unknown as HostedModule;
  const schedule = { name: 'sweep', due: { every: 1_000 } } as Schedule;
  const hosted = new HostedSchedule(host, schedule, 'here');
  hosted.start();
  onTestFinished(() => hosted.stop());
  await vi.waitFor(() => expect(lines).toHaveLength(1), soon);
  expect(lines[0]).toMatchObject({ level: pino.levels.values[level], schedule: 'sweep' });
});
