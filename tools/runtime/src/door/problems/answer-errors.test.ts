import { describe, expect, it } from 'vitest';
import {
  CarveoutError,
  DeclaredError,
  Denied,
  Fault,
  Invalid,
  NotSent,
  OutcomeUnknown,
  denied,
  expired,
  fault,
  invalidInput,
  keyReused,
  notSent,
  outcomeUnknown,
  overloaded,
} from '../../errors/index.ts';
import { openDoor } from '../testing/open-door.ts';

const SECRET = 'amqp://user:hunter2@10.0.0.7';
const fail = (error: Error) => () => {
  throw error;
};

describe('how a call ends, told as a problem', () => {
  it.each([
    [new Denied(denied, 'x.y', SECRET), 401, 'CARV-303'],
    [new NotSent(notSent, 'x.y', SECRET), 503, 'CARV-304'],
    [new NotSent(overloaded, 'x.y', SECRET), 503, 'CARV-304'],
    [new NotSent(expired, 'x.y', SECRET), 503, 'CARV-304'],
    [new OutcomeUnknown(outcomeUnknown, 'x.y', SECRET), 504, 'CARV-305'],
    [new Fault(fault, 'x.y', SECRET), 500, 'CARV-306'],
    [new Invalid(keyReused, 'x.y', SECRET), 422, 'CARV-307'],
    [new CarveoutError(fault, SECRET), 500, 'CARV-306'],
    [new TypeError(SECRET), 500, 'CARV-306'],
    [Object.assign(new Error(SECRET), { status: 404 }), 500, 'CARV-306'],
  ])('%s', async (error, status, code) => {
    const door = await openDoor(fail(error));
    const response = await door.send('GET', '/ping', undefined, { 'x-request-id': 'r-1' });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: `urn:carveout:error:${code}`, status, code, requestId: 'r-1' });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('stack');
  });

  it('tells a declared error with its data: 409, or 404 for what is unknown', async () => {
    const short = await openDoor(fail(new DeclaredError('things.make', 'OUT_OF_STOCK', { available: 2 })));
    const lost = await openDoor(fail(new DeclaredError('things.byId', 'UNKNOWN_THING', { id: 'x' })));
    const conflict = await short.send('GET', '/ping');
    const missing = await lost.send('GET', '/ping');
    expect(conflict.status).toBe(409);
    expect(await conflict.json()).toMatchObject({
      type: 'urn:carveout:error:things.make:OUT_OF_STOCK',
      code: 'OUT_OF_STOCK',
      data: { available: 2 },
    });
    expect(missing.status).toBe(404);
  });

  it('tells the issues of a refused input', async () => {
    const issues = [{ path: ['a', 0], message: 'no' }];
    const door = await openDoor(fail(new Invalid(invalidInput, 'x.y', SECRET, issues)));
    const response = await door.send('GET', '/ping');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ issues });
  });

  it('says 403 to somebody and 401 to nobody, and when to come back on 503 and 504', async () => {
    const site = { routes: () => undefined, identify: () => ({ id: 'me', roles: [] }) };
    const known = await openDoor(fail(new Denied(denied, 'x.y', '')), { site });
    const nobody = await openDoor(fail(new Denied(denied, 'x.y', '')));
    const busy = await openDoor(fail(new NotSent(notSent, 'x.y', '')));
    expect((await known.send('GET', '/ping')).status).toBe(403);
    expect((await nobody.send('GET', '/ping')).headers.get('www-authenticate')).toBe('Bearer');
    const unsure = await openDoor(fail(new OutcomeUnknown(outcomeUnknown, 'x.y', '')));
    expect((await busy.send('GET', '/ping')).headers.get('retry-after')).toBe('1');
    expect((await unsure.send('GET', '/ping')).headers.get('retry-after')).toBe('1');
  });

  it('logs a fault once, with its cause and the request id', async () => {
    const door = await openDoor(fail(new TypeError('inner detail')));
    await door.send('GET', '/ping', undefined, { 'x-request-id': 'r-2' });
    const errors = door.lines.filter((line) => line['level'] === 50);
    expect(errors).toMatchObject([{ correlation: 'r-2', err: { message: 'inner detail' }, path: '/ping' }]);
  });
});
