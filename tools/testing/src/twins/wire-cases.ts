import { describe, expect, it } from 'vitest';
import { answersIn, call, CALLS_CONTENT, lineOf, post } from './calls.ts';
import type { CallParts } from './calls.ts';
import { send } from './exchange.ts';
import type { Answer } from './exchange.ts';
import type { Program } from './program.ts';

const MIB = 1024 * 1024;
const eur = { currency: 'EUR', units: 10, nanos: 0 };
const usd = { currency: 'USD', units: 11, nanos: 650_000_000 };
const convert = (parts?: CallParts): string => lineOf('convert', { from: eur, to: 'USD' }, parts);

/** What the HTTP link asks of any host (docs/guides/wire-format.md). */
export function wireCases(host: () => Program): void {
  describe('a batch', () => {
    it('is answered call by call, whatever its size up to 64', async () => {
      for (const size of [1, 2, 64]) {
        const lines = Array.from({ length: size }, (_, units) =>
          lineOf('convert', { from: { ...eur, units }, to: 'EUR' }),
        );
        const expected = lines.map((_, units) => [0, { ...eur, units }]);
        expect(await call(host(), lines)).toEqual(expected);
      }
    });

    it('may arrive in pieces, cut anywhere', async () => {
      const body = Buffer.from(`${lineOf('convert', { from: eur, to: 'USD', note: 'zwölf €' })}\n${convert()}\n`);
      const cuts = [0, 3, body.indexOf('ö') + 1, body.indexOf('€') + 2, body.length - 1, body.length];
      const pieces = cuts.slice(1).map((end, index) => body.subarray(cuts[index], end));
      expect(answersIn(await post(host(), pieces), 2)).toEqual([
        [0, usd],
        [0, usd],
      ]);
    });

    it('may have answers of megabytes', async () => {
      const amounts = Array.from({ length: 1000 }, (_, units) => ({ ...eur, units: units * 1_000_000 + 1 }));
      const told = await call(
        host(),
        Array.from({ length: 64 }, () => lineOf('convertAll', { amounts, to: 'EUR' })),
      );
      expect(told).toEqual(Array.from({ length: 64 }, () => [0, { amounts }]));
    });

    it('of one call may have 8 MiB', async () => {
      const line = lineOf('convert', { from: eur, to: 'USD', note: '' });
      const large = line.replace('"note":""', () => `"note":"${'x'.repeat(8 * MIB - line.length)}"`);
      expect(await call(host(), [large])).toEqual([[0, usd]]);
    });
  });

  describe('a call', () => {
    it('has no input, or null, in both forms', async () => {
      const tails = [[], ['null'], ['null', '1', '2'], ['null', '1', '3'], ['null', '1', '0']];
      const told = await call(
        host(),
        tails.map((tail) => lineOf('supported', undefined, { tail })),
      );
      expect(told.map(([kind, code, , issues]) => [kind, code, issues])).toEqual(
        tails.map(() => [2, 'CARV-302', [{ path: [], message: expect.any(String) as string }]]),
      );
    });

    it('may be tried again, and have elements of a later version', async () => {
      const tails = [
        ['{}', '1', '0'],
        ['{}', '2', '1'],
        ['{}', '1', '0', '"new"', '{}'],
        ['{}', 'null', 'null'],
      ];
      const told = await call(
        host(),
        tails.map((tail) => lineOf('supported', undefined, { tail })),
      );
      expect(told.map(([kind]) => kind)).toEqual([0, 0, 0, 0]);
    });

    it('is not run when its deadline has passed, and others in its batch are', async () => {
      const told = await call(host(), [convert({ deadline: Date.now() - 1 }), convert(), convert({ deadline: 0 })]);
      expect(told).toEqual([
        [4, 'CARV-313', expect.any(String)],
        [0, usd],
        [4, 'CARV-313', expect.any(String)],
      ]);
    });

    it('to an operation that is not there surely does not run', async () => {
      const told = await call(host(), [lineOf('devalue', {}), lineOf('toString', {}), lineOf('', {})]);
      for (const one of told) expect(one.slice(0, 2)).toEqual([4, 'CARV-315']);
      expect(told[0]![2]).toContain('devalue');
    });

    it('from the door needs access', async () => {
      const inputs = { amounts: [eur], to: 'USD' };
      const lines = [lineOf('convertAll', inputs, { caller: 'door' }), convert({ caller: 'door' })];
      expect(await call(host(), lines)).toEqual([
        [3, 'CARV-303', expect.any(String)],
        [0, usd],
      ]);
    });
  });

  it('answers lines that it cannot read as invalid, and the others as ever', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const bad = ['', '{', 'null', '{}', '[]', '["convert"]', convert().replace('"id-1"', '1'), `${convert()} []`, deep];
    const told = await call(host(), [...bad, `  ${convert()}\r`]);
    for (const one of told.slice(0, -1)) expect(one.slice(0, 2)).toEqual([2, 'CARV-302']);
    expect(told.at(-1)).toEqual([0, usd]);
    expect(JSON.stringify(told)).not.toMatch(/goroutine|exception|\bat .*:\d+|\.(go|java|ts)\b/i);
  });

  describe('a batch is refused as a whole, and says so,', () => {
    const batch = `${convert({ deadline: Date.now() + 3_600_000 })}\n`;
    const chunk = 'x'.repeat(MIB);
    const refusals: readonly [string, number, string, (program: Program) => Promise<Answer>][] = [
      ['without the secret', 401, 'CARV-303', (p) => post(p, batch, { authorization: '' })],
      ['with another secret', 401, 'CARV-303', (p) => post(p, batch, { authorization: `Bearer ${p.secret}x` })],
      ['with another scheme', 401, 'CARV-303', (p) => post(p, batch, { authorization: `Basic ${p.secret}` })],
      ['for a module that is not here', 404, 'CARV-432', (p) => post(p, batch, {}, '/calls/orders')],
      ['for no module', 404, 'CARV-432', (p) => post(p, batch, {}, '/calls/')],
      ['at another path', 404, 'CARV-432', (p) => post(p, batch, {}, '/api/currencies')],
      ['of JSON', 415, 'CARV-302', (p) => post(p, batch, { 'content-type': 'application/json' })],
      [
        'of a later version',
        415,
        'CARV-302',
        (p) => post(p, batch, { 'content-type': CALLS_CONTENT.replace('1', '2') }),
      ],
      ['that is compressed', 415, 'CARV-302', (p) => post(p, batch, { 'content-encoding': 'gzip' })],
      ['without a call', 400, 'CARV-302', (p) => post(p, '')],
      ['whose last line has no end', 400, 'CARV-302', (p) => post(p, batch.trimEnd())],
      ['of 65 calls', 413, 'CARV-436', (p) => post(p, batch.repeat(65))],
      ['of more than 8 MiB', 413, 'CARV-436', (p) => post(p, `${'x'.repeat(9 * MIB)}\n`)],
      [
        'of more, in chunks',
        413,
        'CARV-436',
        (p) =>
          post(
            p,
            Array.from({ length: 9 }, () => chunk),
          ),
      ],
    ];

    it.each(refusals)('%s', async (_, status, code, sendIt) => {
      const answer = await sendIt(host());
      expect([answer.status, answer.headers['carveout-refused'], answer.text]).toEqual([status, code, '']);
      expect(await call(host(), [convert()])).toEqual([[0, usd]]);
    });

    it('that is no POST', async () => {
      const { ports, secret } = host();
      const headers = { authorization: `Bearer ${secret}` };
      const answer = await send({ port: ports.link, method: 'GET', path: '/calls/currencies', headers });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
    });
  });

  it('takes the scheme of the secret in any case', async () => {
    const answer = await post(host(), `${convert()}\n`, { authorization: `bEARER ${host().secret}` });
    expect(answersIn(answer, 1)).toEqual([[0, usd]]);
  });
}
