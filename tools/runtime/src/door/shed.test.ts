import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { Intake } from '../load/intake.ts';
import { openDoor } from './testing/open-door.ts';

/** An intake that refuses while `full`, and counts what is under way. */
function fakeIntake() {
  const state = { full: true, running: 0 };
  const intake = {
    afterMs: 1_500,
    enter: () => {
      if (state.full) return 'limit';
      state.running += 1;
      return undefined;
    },
    leave: () => void (state.running -= 1),
  };
  return { state, intake: intake as unknown as Intake };
}

it('a door with too much to do answers 503 with Retry-After before anything is called; health is answered as ever', async () => {
  const { state, intake } = fakeIntake();
  const door = await openDoor(() => ({ id: 'a' }), { intake });
  const refused = await door.send('GET', '/things/a');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(await refused.json()).toMatchObject({ code: 'CARV-312', requestId: refused.headers.get('x-request-id') });
  expect(door.calls).toEqual([]);
  expect(door.lines).toEqual([]);
  for (const path of ['/health/live', '/health/ready']) expect((await door.send('GET', path)).status).toBe(200);
  state.full = false;
  expect((await door.send('GET', '/things/a')).status).not.toBe(503);
  expect(state.running).toBe(0);
});

it('a pipelined request whose connection dies before its turn takes no place for ever', async () => {
  const { state, intake } = fakeIntake();
  state.full = false;
  const answers: (() => void)[] = [];
  const door = await openDoor(() => new Promise((resolve) => answers.push(() => resolve({ id: 'a' }))), { intake });
  const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const request = 'GET /things/a HTTP/1.1\r\nHost: localhost\r\n\r\n';
  socket.write(request + request);
  await vi.waitFor(() => expect(state.running).toBe(2), { timeout: 20_000 });
  socket.resetAndDestroy();
  await vi.waitFor(() => expect(state.running).toBe(0), { timeout: 20_000 });
  for (const answer of answers) answer();
  const [first] = await Promise.all([
    door.send('GET', '/things/a'),
    vi.waitFor(() => expect(answers).toHaveLength(3), { timeout: 20_000 }).then(() => answers[2]!()),
  ]);
  expect(first.status).toBe(200);
  expect(state.running).toBe(0);
});
