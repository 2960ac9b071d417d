import { expect, it } from 'vitest';
import { Places } from './places.ts';
import type { PlaceLine } from './places.ts';

/** Writes down who gets in, and who is sent away. */
function noting() {
  const notes: string[] = [];
  const note = (name: string, place: boolean | Promise<boolean>): Promise<unknown> =>
    Promise.resolve(place).then((admitted) => notes.push(admitted ? name : `not ${name}`));
  return {
    notes,
    begin: (line: PlaceLine, name: string, gone?: AbortSignal) => note(name, line.begin(gone)),
    goOn: (line: PlaceLine, name: string) => note(name, line.goOn()),
  };
}
const settled = (): Promise<void> => new Promise(setImmediate);
/** Gives one place back after the other. */
async function leaveAll(line: PlaceLine, count: number): Promise<void> {
  for (let left = 0; left < count; left++) {
    line.leave();
    await settled();
  }
}

it.each([
  [8, 6],
  [5, 3],
  [4, 3],
  [2, 1],
  [1, 1],
])('of %i connections %i are for listeners, when nobody else uses any', (size, most) => {
  const room = { size, free: size };
  const line = new Places(room).line();
  for (let had = 0; had < most; had++, room.free--) expect(line.begin(undefined)).toBe(true);
  expect(line.begin(undefined)).toBeInstanceOf(Promise);
});

it.each([
  [8, 4],
  [5, 2],
  [2, 1],
  [1, 1],
])('of %i connections %i are for listeners, when others use all', (size, most) => {
  const line = new Places({ size, free: -3 }).line();
  for (let had = 0; had < most; had++) expect(line.begin(undefined)).toBe(true);
  expect(line.begin(undefined)).toBeInstanceOf(Promise);
});

it('what listeners have beyond their share they give up when others come, and take again', async () => {
  const { notes, begin } = noting();
  const room = { size: 8, free: 8 };
  const line = new Places(room).line();
  for (let had = 0; had < 6; had++) void begin(line, 'holder');
  for (const name of ['a', 'b', 'c', 'd']) void begin(line, name);
  room.free = 1;
  await leaveAll(line, 2);
  expect(notes).toEqual(Array(6).fill('holder'));
  await leaveAll(line, 1);
  expect(notes.slice(6)).toEqual(['a']);
  room.free = 4;
  await leaveAll(line, 1);
  expect(notes.slice(6)).toEqual(['a', 'b', 'c', 'd']);
});

it('nobody waits where the store does not say how many it has', () => {
  const line = new Places(undefined).line();
  for (let had = 0; had < 1_000; had++) expect(line.begin(undefined)).toBe(true);
});

it('each listener gets its turn, and in its line who came first', async () => {
  const { notes, begin } = noting();
  const places = new Places({ size: 1, free: 0 });
  const [busy, idle] = [places.line(), places.line()];
  void begin(busy, 'holder');
  for (const name of ['a', 'b', 'c']) void begin(busy, name);
  for (const name of ['x', 'y']) void begin(idle, name);
  await leaveAll(busy, 6);
  expect(notes).toEqual(['holder', 'a', 'x', 'b', 'y', 'c']);
});

it('what goes on comes before what begins, in its own line', async () => {
  const { notes, begin, goOn } = noting();
  const places = new Places({ size: 1, free: 1 });
  const [line, other] = [places.line(), places.line()];
  void begin(line, 'holder');
  void begin(line, 'begins');
  void begin(other, 'other');
  void goOn(line, 'goes on');
  void goOn(line, 'goes on, too');
  await leaveAll(line, 5);
  expect(notes).toEqual(['holder', 'goes on', 'other', 'goes on, too', 'begins']);
});

it('who has no more reason to wait takes no place', async () => {
  const { notes, begin } = noting();
  const places = new Places({ size: 1, free: 1 });
  const line = places.line();
  const gone = new AbortController();
  void begin(line, 'holder');
  void begin(line, 'a', gone.signal);
  void begin(line, 'b', gone.signal);
  void begin(line, 'c');
  gone.abort();
  await leaveAll(line, 1);
  expect(notes).toEqual(['holder', 'not a', 'not b', 'c']);
  line.leave();
  expect(line.begin(undefined)).toBe(true);
});

it('a listener that stops lets what has begun go on, and nothing begin; others are not concerned', async () => {
  const { notes, begin, goOn } = noting();
  const places = new Places({ size: 1, free: 1 });
  const [stopping, other] = [places.line(), places.line()];
  void begin(stopping, 'holder');
  void begin(stopping, 'begins');
  void goOn(stopping, 'goes on');
  void begin(other, 'other');
  stopping.stop();
  void begin(stopping, 'late');
  await settled();
  await leaveAll(stopping, 3);
  expect(notes).toEqual(['holder', 'not begins', 'not late', 'goes on', 'other']);
});
