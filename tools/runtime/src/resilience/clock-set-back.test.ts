import { expect, it } from 'vitest';
import { byDeadline } from '../pipeline/by-deadline.ts';
import { desk, notSent, rejection, value } from './testing/desk.ts';
import { setClockBack } from './testing/set-clock-back.ts';

it('a call without an answer settles by its deadline', async () => {
  const { calls } = await desk(() => undefined, { stock: { retry: { attempts: 1 } } });
  const failed = rejection(calls().left({ id: 'a' }, { timeout: 200 }));
  setClockBack();
  expect(await failed).toMatchObject({ kind: 'outcome-unknown' });
});

it('a try without an answer leaves its call time for another, which is told what is left', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? undefined : value), {
    stock: { retry: { perTry: 100 } },
  });
  const answer = calls({ deadline: Date.now() + 25_000 }).left({ id: 'a' });
  setClockBack();
  expect(await answer).toEqual({ left: 7 });
  const { deadline } = link.sent[1]!.envelope;
  expect(deadline).toBeLessThanOrEqual(Date.now() + 100);
});

it('tries are no reason to end later than at the deadline of the call', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? notSent : undefined));
  const failed = rejection(calls().left({ id: 'a' }, { timeout: 300 }));
  setClockBack();
  expect(await failed).toMatchObject({ kind: 'outcome-unknown' });
  expect(link.sent).toHaveLength(2);
  expect(link.sent[1]!.envelope.deadline).toBeLessThanOrEqual(Date.now());
});

it('work that hangs is given up at its deadline', async () => {
  const late = byDeadline(new Promise<string>(() => undefined), Date.now() + 200, () => 'late');
  setClockBack();
  expect(await late).toBe('late');
});
