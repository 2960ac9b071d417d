import type { Discovery, Instance } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScriptedAgent, ScriptedAnswer } from './fixture/scripted-agent.ts';
import { scriptedAgent } from './fixture/scripted-agent.ts';
import { createConsulDiscovery } from './index.ts';

let agent: ScriptedAgent | undefined;
let discovery: Discovery | undefined;

afterEach(async () => {
  await discovery?.stop();
  await agent?.close();
});

const entry = (id: string, meta: object = {}) => ({
  Node: { Address: '10.9.9.9' },
  Service: {
    ...{ ID: `orders-${id}`, Address: '10.0.0.1', Port: 80 },
    Meta: { 'carveout-system': 'carveout', 'carveout-id': id, 'carveout-http': '80', ...meta },
  },
});
const held = (index: string, ...entries: unknown[]): ScriptedAnswer => ({
  headers: { 'x-consul-index': index },
  body: entries,
});
const soon = { timeout: 20_000, interval: 10 };

/** @param answers one after the other; the last one again and again */
function start(...answers: readonly ScriptedAnswer[]) {
  return startOn((nr) => answers[Math.min(nr, answers.length - 1)]!);
}

/** @param requestMs long enough for a machine that does other things as well */
async function startOn(answer: (nr: number) => ScriptedAnswer, requestMs = 5_000) {
  let nr = 0;
  agent = await scriptedAgent(() => answer(nr++));
  const { log, lines } = keptLog();
  const limits = { waitMs: 1_000, requestMs, retryMs: 200 };
  discovery = createConsulDiscovery({ url: agent.url, token: 's3cret-t0ken', limits, log });
  const pictures: (readonly Instance[])[] = [];
  await discovery.start(['orders'], (_module, instances) => void pictures.push(instances));
  const indexes = () => agent!.asked.map(({ url }) => url.searchParams.get('index'));
  return { pictures, lines, indexes };
}

describe('blocking queries', () => {
  it('wait for the index that came last, and begin again where it goes backwards', async () => {
    const { indexes } = await start(held('7'), held('9'), held('3'), held('3'), { silence: true });
    await vi.waitFor(() => expect(indexes()).toEqual([null, '7', '9', null, '3']), soon);
    const [first, second] = agent!.asked.map(({ url }) => url);
    expect(`${first!.pathname}${first!.search}`).toBe('/v1/health/service/orders?passing=1');
    expect(second!.searchParams.get('wait')).toBe('1000ms');
  });

  it('never wait for index 0, which would be answered at once', async () => {
    const { indexes } = await start(held('0'), held('0'), { silence: true });
    await vi.waitFor(() => expect(indexes()).toEqual([null, '1', null]), soon);
  });

  it('are asked again after a pause, however fast the answers come', async () => {
    await start(held('7'));
    const began = performance.now();
    await vi.waitFor(() => expect(agent!.asked.length).toBeGreaterThanOrEqual(6), soon);
    expect(performance.now() - began).toBeGreaterThan(450);
  });

  it('tell only what has changed', async () => {
    const { pictures, indexes } = await start(held('7', entry('a'), entry('b')), held('8', entry('b'), entry('a')), {
      silence: true,
    });
    await vi.waitFor(() => expect(indexes()).toEqual([null, '7', '8']), soon);
    expect(pictures.map((picture) => picture.map(({ id }) => id))).toEqual([['a', 'b']]);
  });

  it('begin again after a failure: the index may be of before a restart', async () => {
    const { indexes } = await start(held('7', entry('a')), { status: 500, body: 'No cluster leader' }, held('2'), {
      silence: true,
    });
    await vi.waitFor(() => expect(indexes()).toEqual([null, '7', null, '2']), soon);
  });
});

describe('an answer that makes no sense', () => {
  it.each<[string, ScriptedAnswer, RegExp]>([
    ['no JSON', { headers: { 'x-consul-index': '7' }, body: '<html>' }, /JSON/],
    ['no list', { headers: { 'x-consul-index': '7' }, body: { orders: [] } }, /no list/],
    ['nothing', { headers: { 'x-consul-index': '7' }, body: 'null' }, /no list/],
    ['no index', { body: [entry('b')] }, /X-Consul-Index/],
    ['an index of nonsense', held('-3', entry('b')), /X-Consul-Index/],
    [
      'less than all',
      { headers: { 'x-consul-index': '7', 'x-consul-results-filtered-by-acls': 'true' }, body: [] },
      /may not read all/,
    ],
    ['a refusal', { status: 403, body: 'Permission denied' }, /403 Permission denied/],
    ['bad gateway', { status: 502, body: 'Bad\nGateway' }, /502 Bad Gateway/],
    ['a bad request', { status: 400, body: 'no' }, /400/],
    ['too much', { headers: { 'x-consul-index': '8' }, body: `["${'x'.repeat(17 * 1024 * 1024)}"]` }, /larger/],
    ['a redirection', { status: 307, headers: { location: 'http://203.0.113.9/' } }, /307/],
  ])('is not told, and health says so: %s', async (_, answer, why) => {
    let answers = answer;
    const { pictures, lines } = await startOn((nr) => (nr === 0 ? held('7', entry('a')) : answers));
    await vi.waitFor(() => expect(discovery!.health()).toMatch(why), soon);
    expect(pictures.map((picture) => picture.map(({ id }) => id))).toEqual([['a']]);
    answers = held('8', entry('c'));
    await vi.waitFor(() => expect(pictures.at(-1)!.map(({ id }) => id)).toEqual(['c']), soon);
    expect(discovery!.health()).toBeUndefined();
    expect(lines.filter((line) => line['code'] === 'CARV-443')).toHaveLength(1);
  });

  it('silence ends at the limit, and start does not wait for longer', async () => {
    const began = performance.now();
    const { pictures } = await startOn(() => ({ silence: true }), 200);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(pictures).toEqual([]);
    expect(discovery!.health()).toContain('no answer within 200 ms');
  });
});

describe('the token', () => {
  it('is sent with each request, and is in no line of the log', async () => {
    const { lines } = await start({ status: 403, body: 'Permission denied' });
    await vi.waitFor(() => expect(agent!.asked.length).toBeGreaterThan(2), soon);
    for (const { token } of agent!.asked) expect(token).toBe('s3cret-t0ken');
    expect(JSON.stringify([lines, discovery!.health()])).not.toContain('s3cret');
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('records', () => {
  it('that make no sense are left out, each logged once; those of other systems without a word', async () => {
    const { pictures, lines, indexes } = await start(
      held(
        '7',
        ...[entry('a'), entry('b', { 'carveout-system': 'other' })],
        ...[null, 7, {}, { Service: null }, { Service: { ID: 'x', Meta: null } }],
        ...[entry('p', { 'carveout-http': '0' }), entry('q', { 'carveout-link': 'a' })],
        { Service: { ...entry('r').Service, Address: 'not a host' } },
        { Service: { ...entry('s').Service, Address: '' } },
        { ...entry('t'), Service: { ...entry('t').Service, Address: '' } },
      ),
      held('8', entry('a'), { Service: { ...entry('r').Service, Address: 'not a host' } }),
      { silence: true },
    );
    await vi.waitFor(() => expect(indexes()).toEqual([null, '7', '8']), soon);
    expect(pictures.map((picture) => picture.map(({ id, host }) => `${id} ${host}`))).toEqual([
      ['a 10.0.0.1', 't 10.9.9.9'],
      ['a 10.0.0.1'],
    ]);
    expect(new Set(lines.map((line) => line['record'])).size).toBe(lines.length);
    expect(lines.length).toBe(9);
  });
});
