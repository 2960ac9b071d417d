import { installedProgram } from '@carveout/testing/backing';
import { skipWhereMissing } from '@carveout/testing/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { planOf } from '../../testing/configs/things.ts';
import { identityLua, refusalLua, sessionLua } from './lua.ts';
import { luaFault, runFunctions } from './run-lua.fixture.ts';

let luajit: string;
let missing: string | undefined;

// Kong runs LuaJIT, whose language is not quite that of any other Lua.
beforeAll(async () => {
  const found = await installedProgram('luajit', 'luajit', (line) => process.stdout.write(`LuaJIT: ${line}\n`));
  if (typeof found === 'string') luajit = found;
  else if (process.env['CI'] === 'true') throw new Error(`no luajit: ${found.reason}; ${found.remedy}`);
  else missing = `no luajit: ${found.reason}`;
});
skipWhereMissing(() => missing);

const plan = planOf({ gateway: '{ sessions: { cookie: sid }, routes: { things.list: { cache: 5s } } }' });
const run = (given: string) => runFunctions(luajit, identityLua(plan), sessionLua(), given);

describe('the functions for Kong', () => {
  it('are programs', async () => {
    const all = [refusalLua(), identityLua(plan), identityLua(planOf()), sessionLua()];
    expect(await Promise.all(all.map((code) => luaFault(luajit, code)))).toEqual(all.map(() => undefined));
    expect(await luaFault(luajit, 'return function( end')).toMatch(/expected near/);
  });

  const headers = `["Authorization"] = "Bearer t", ["Cookie"] = "a=1; sid=s; b=2", ["Carveout-Principal"] = "forged", ["Host"] = "shop"`;

  it('ask who makes a request, and tell the instance nothing else about it', async () => {
    const { sent, asked, answered, exit } = await run(
      `{ uri = "/api/things/7?a", route = "things.byId", within = 20000, headers = { ${headers} },
         answer = { status = 200, headers = { ["Carveout-Principal"] = "signed", ["Set-Cookie"] = "sid=new" } } }`,
    );
    expect(sent).toEqual({
      Host: 'shop',
      Cookie: 'a=1; b=2',
      'Carveout-Principal': 'signed',
      'Carveout-Within': '20000',
    });
    expect(asked).toMatchObject({
      uri: 'http://gateway:3002/identity',
      Authorization: 'Bearer t',
      Cookie: 'a=1; sid=s; b=2',
      'X-Original-URI': '/api/things/7?a',
      'X-Original-Method': 'GET',
      'X-Forwarded-For': '10.1.1.1',
    });
    expect(asked['Carveout-Principal']).toBeUndefined();
    expect(answered).toEqual({ 'Set-Cookie': 'sid=new', 'Cache-Control': 'no-store' });
    expect(exit).toEqual({});
  });

  it('tell an instance of nobody nothing', async () => {
    const { sent } = await run(
      `{ uri = "/", route = "storefront", headers = { ${headers} },
         answer = { status = 200, headers = { ["Carveout-Principal"] = "" } } }`,
    );
    expect(sent).toEqual({ Host: 'shop', Cookie: 'a=1; b=2' });
  });

  it('ask nobody where everybody gets the same answer', async () => {
    const { sent, asked } = await run(
      `{ uri = "/api/things", route = "things.list", within = 15000, headers = { ${headers}, ["Range"] = "bytes=0-1" } }`,
    );
    expect([sent, asked]).toEqual([{ Host: 'shop', 'Carveout-Within': '15000' }, {}]);
  });

  it.each([
    ['failure = "timeout"', '503'],
    ['answer = { status = 500, headers = {} }', '503'],
    ['answer = { status = 204, headers = { ["Carveout-Principal"] = "x" } }', '503'],
    ['answer = { status = 403, body = "{}", headers = {} }', '403'],
    ['answer = { status = 401, body = "{}", headers = { ["WWW-Authenticate"] = "Bearer" } }', '401'],
  ])('let nothing through when the answer is %s', async (answer, status) => {
    const { sent, exit } = await run(`{ uri = "/", route = "storefront", headers = { ${headers} }, ${answer} }`);
    expect(exit).toMatchObject({ status, 'Content-Type': 'application/problem+json' });
    expect(exit['WWW-Authenticate']).toBe(status === '401' ? 'Bearer' : undefined);
    if (status === '503') expect(JSON.parse(exit['body']!)).toMatchObject({ status: 503, requestId: 'r1' });
    expect(sent['Carveout-Principal']).toBeUndefined();
  });
});
