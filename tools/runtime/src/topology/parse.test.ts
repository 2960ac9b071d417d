import { describe, expect, it } from 'vitest';
import type { CarveoutError } from '../errors/carveout-error.ts';
import { CarveoutErrors } from '../errors/carveout-error.ts';
import { parseTopology } from './parse.ts';
import { deployable, hostOf, isOneProcess, needsBroker } from './topology.ts';

const modules = ['carts', 'catalog', 'orders', 'payments'];
const links = 'links: { commands: rabbitmq, queries: rabbitmq, events: rabbitmq }';
const read = (text: string) => parseTopology(text, { file: 'topology.yaml', modules });

/** The faults of a text, as `CODE line:column`. */
function faultsOf(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    const errors = error instanceof CarveoutErrors ? error.errors : [error as CarveoutError];
    return errors.map(({ code, message }) => `${code} ${/^topology\.yaml:(\d+:\d+): /.exec(message)?.[1]}`);
  }
}

function messageOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The text was expected to have a fault.');
}

describe('a topology without faults', () => {
  it('gives each deployable its modules in the order of the file', () => {
    const topology = read(
      `deployables:\n  a: [orders, catalog]\n  b: { modules: [payments, carts], replicas: 3 }\n${links}`,
    );
    expect(topology.deployables).toEqual([
      { name: 'a', modules: ['orders', 'catalog'], replicas: 1, line: 2 },
      { name: 'b', modules: ['payments', 'carts'], replicas: 3, line: 3 },
    ]);
    expect(hostOf(topology, 'payments')?.name).toBe('b');
    expect(hostOf(topology, 'elsewhere')).toBeUndefined();
    expect(deployable(topology, 'b')?.replicas).toBe(3);
  });

  it("gives 'rest' what no other deployable names, in both forms", () => {
    const text = (rest: string) => `deployables:\n  a: ${rest}\n  b:\n    - payments\n${links}`;
    expect(deployable(read(text('rest')), 'a')?.modules).toEqual(['carts', 'catalog', 'orders']);
    expect(deployable(read(text('{ modules: rest, replicas: 2 }')), 'a')).toMatchObject({
      modules: ['carts', 'catalog', 'orders'],
      replicas: 2,
    });
  });

  it('reads the program of a twin', () => {
    const topology = read(`deployables:\n  a: rest\n  b: { modules: [carts], program: docs/carts-go/start }\n${links}`);
    expect(deployable(topology, 'b')).toEqual({
      name: 'b',
      modules: ['carts'],
      replicas: 1,
      program: 'docs/carts-go/start',
      line: 3,
    });
    expect(faultsOf(`deployables:\n  a: rest\n  b: { modules: [carts], program: [x] }\n${links}`)).toEqual([
      'CARV-206 3:35',
    ]);
  });

  it('reads the policies of calls, times in ms', () => {
    const text = `deployables: { a: rest }
resilience:
  defaults: { retry: { attempts: 2, backoff: 20, perTry: 1.5s } }
  payments: { breaker: false, bulkhead: {}, fallback: false }
  payments.charge: { timeout: 2s, breaker: { failures: 5, resetAfter: 1m }, bulkhead: { concurrent: 20, queue: 0 } }
  carts:`;
    expect(read(text).resilience).toEqual({
      defaults: { retry: { attempts: 2, backoff: 20, perTry: 1_500 } },
      payments: { breaker: false, bulkhead: {}, fallback: false },
      'payments.charge': {
        timeout: 2_000,
        breaker: { failures: 5, resetAfter: 60_000 },
        bulkhead: { concurrent: 20, queue: 0 },
      },
      carts: {},
    });
    expect(read('deployables: { a: rest }').resilience).toBeUndefined();
  });

  it('takes in-process links and static discovery when nothing is said', () => {
    expect(read('deployables: { a: rest }')).toMatchObject({
      links: { commands: 'in-process', queries: 'in-process', events: 'in-process' },
      discovery: 'static',
      config: {},
      ports: {},
    });
  });

  it('reads configuration and the adapters of outside ports', () => {
    const topology = read(
      'deployables: { a: rest }\nconfig: { orders: { limit: 3, deep: { x: [1] } }, carts: }\nports: { payments.cards: fake }',
    );
    expect(topology.config).toEqual({ orders: { limit: 3, deep: { x: [1] } }, carts: {} });
    expect(topology.ports).toEqual({ 'payments.cards': 'fake' });
  });

  it('follows aliases', () => {
    const topology = read(
      `deployables:\n  a: &some [orders, catalog]\n  b: rest\nconfig: { orders: &c { x: 1 }, carts: *c }\n${links}`,
    );
    expect(topology.config['carts']).toEqual({ x: 1 });
    expect(faultsOf(`deployables:\n  a: &some [orders, catalog]\n  b: *some\n  c: rest\n${links}`)).toEqual([
      'CARV-209 2:13',
      'CARV-209 2:21',
    ]);
  });

  it('is plain data', () => {
    const topology = read(`deployables: { a: rest, b: [payments] }\n${links}`);
    expect(JSON.parse(JSON.stringify(topology))).toEqual(topology);
  });

  it('needs a broker when RabbitMQ carries something between processes, and not before', () => {
    expect(needsBroker(read(`deployables: { a: rest }\n${links}`))).toBe(false);
    expect(needsBroker(read(`deployables: { a: rest, b: [payments] }\n${links}`))).toBe(true);
    expect(needsBroker(read(`deployables: { a: { modules: rest, replicas: 2 } }\n${links}`))).toBe(true);
    expect(needsBroker(read('deployables: { a: { modules: rest, replicas: 2 } }'))).toBe(false);
    expect(isOneProcess(read(`deployables: { a: { modules: rest, replicas: 2 } }\n${links}`))).toBe(false);
  });
});

const planted: [rule: string, text: string, faults: string[], says: RegExp][] = [
  ['text that is not YAML', 'deployables: [', ['CARV-202 1:15'], /not YAML/],
  ['a key twice', 'deployables:\n  a: rest\n  a: [carts]\n' + links, ['CARV-203 3:3'], /first is at topology.yaml:2:3/],
  ['a misspelt section', 'deployables: { a: rest }\nlnks: {}', ['CARV-204 2:1'], /Did you mean 'links'\?/],
  ['a misspelt kind of traffic', 'deployables: { a: rest }\nlinks:\n  event: rabbitmq', ['CARV-204 3:3'], /'events'\?/],
  ['an unknown key of a deployable', 'deployables:\n  a: { modules: rest, x: 1 }', ['CARV-204 2:23'], /'replicas'/],
  ['no deployables', 'links: {}', ['CARV-205 1:1'], /monolith: rest/],
  ['an empty file', '', ['CARV-205 1:1'], /no deployables/],
  ['a list instead of a topology', '- a', ['CARV-206 1:1'], /is a list/],
  ['a number instead of modules', 'deployables:\n  a: 7\n  b: rest\n' + links, ['CARV-206 2:6'], /the number 7/],
  ['a bare module name', 'deployables:\n  a: carts\n  b: rest\n' + links, ['CARV-206 2:6'], /a list of modules/],
  ['a module that is no name', 'deployables: { a: rest, b: [carts, 1] }\n' + links, ['CARV-206 1:36'], /number 1/],
  ['replicas in words', 'deployables: { a: { modules: rest, replicas: two } }', ['CARV-206 1:46'], /the word 'two'/],
  ['a link that is no word', 'deployables: { a: rest }\nlinks: { events: [] }', ['CARV-206 2:18'], /a list/],
  ['an upper-case name', 'deployables: { A: rest }', ['CARV-207 1:16'], /lower-case/],
  ['a name over 63 letters', `deployables: { ${'a'.repeat(64)}: rest }`, ['CARV-207 1:16'], /63/],
  ['an unknown module', 'deployables: { a: rest, b: [paymnets] }\n' + links, ['CARV-208 1:29'], /mean 'payments'\?/],
  ['rest within a list', 'deployables: { a: [carts, rest], b: rest }\n' + links, ['CARV-208 1:27'], /'a: rest'/],
  ['a module hosted twice', 'deployables:\n  a: [carts]\n  b: [carts]\n  c: rest\n' + links, ['CARV-209 3:7'], /:2:7/],
  ['a module named twice', 'deployables: { a: [carts, carts], b: rest }\n' + links, ['CARV-209 1:27'], /1:20/],
  ['a module hosted nowhere', 'deployables: { a: [carts, catalog, orders] }', ['CARV-210 1:1'], /'payments'/],
  ['an empty deployable', 'deployables:\n  a: rest\n  b:\n' + links, ['CARV-211 3:3'], /'b' hosts no module/],
  [
    'nothing left for the rest',
    `deployables: { a: [${modules}], b: rest }\n${links}`,
    ['CARV-211 1:52'],
    /every module/,
  ],
  ['an unknown link', 'deployables: { a: rest }\nlinks: { events: rabitmq }', ['CARV-212 2:18'], /'rabbitmq'\?/],
  ['an unknown discovery', 'deployables: { a: rest }\ndiscovery: dns', ['CARV-212 2:12'], /'consul'/],
  [
    'events over HTTP',
    'deployables: { a: rest }\nlinks: { events: http }',
    ['CARV-212 2:18'],
    /'in-process' or 'rabbitmq'/,
  ],
  [
    'deployables without links',
    'deployables:\n  a: rest\n  b: [carts]',
    ['CARV-214 3:3', 'CARV-214 3:3', 'CARV-214 3:3'],
    /modules in different deployables need a link for commands/,
  ],
  [
    'a link that does not leave the process',
    'deployables: { a: rest, b: [carts] }\nlinks: { commands: rabbitmq, queries: rabbitmq, events: in-process }',
    ['CARV-214 2:57'],
    /link for events/,
  ],
  ['no replica', 'deployables: { a: { modules: rest, replicas: 0 } }', ['CARV-215 1:46'], /from 1 to 64/],
  ['half a replica', 'deployables: { a: { modules: rest, replicas: 1.5 } }', ['CARV-215 1:46'], /1\.5 replicas/],
  ['settings of no module', 'deployables: { a: rest }\nconfig: { order: {} }', ['CARV-216 2:11'], /mean 'orders'\?/],
  ['a port of no module', 'deployables: { a: rest }\nports: { pay.cards: x }', ['CARV-216 2:10'], /no module 'pay'/],
  ['a port without a module', 'deployables: { a: rest }\nports: { cards: x }', ['CARV-216 2:10'], /<module>\.<port>/],
  [
    'resilience of no module',
    'deployables: { a: rest }\nresilience: { payment: {} }',
    ['CARV-216 2:15'],
    /'payments'\?/,
  ],
  [
    'resilience of no operation',
    'deployables: { a: rest }\nresilience: { payments.charge.now: {} }',
    ['CARV-216 2:15'],
    /<module>\.<operation>/,
  ],
  [
    'an unknown policy',
    'deployables: { a: rest }\nresilience: { orders: { retrys: 3 } }',
    ['CARV-204 2:25'],
    /'retry'\?/,
  ],
  [
    'an unknown value of a policy',
    'deployables: { a: rest }\nresilience: { orders: { breaker: { failure: 3 } } }',
    ['CARV-204 2:36'],
    /'failures'\?/,
  ],
  [
    'policies of the wrong type',
    `deployables: { a: rest }
resilience:
  orders: 5
  carts: { retry: 3, fallback: maybe }
  payments: { timeout: soon, breaker: { failures: many } }`,
    ['CARV-206 3:11', 'CARV-206 4:19', 'CARV-206 4:32', 'CARV-206 5:24', 'CARV-206 5:51'],
    /a time such as '500ms' or '2s'/,
  ],
  [
    'policies out of range',
    `deployables: { a: rest }
resilience:
  defaults: { retry: { attempts: 0, backoff: 1.5 }, timeout: 2h }
  carts: { timeout: 0, bulkhead: { concurrent: 1.5 } }`,
    ['CARV-206 3:62', 'CARV-219 3:34', 'CARV-219 3:46', 'CARV-219 4:21', 'CARV-219 4:48'],
    /a whole number from 1 to 10/,
  ],
  ['the rest twice', 'deployables: { a: rest, b: rest }\n' + links, ['CARV-217 1:28'], /topology.yaml:1:19/],
];

describe('a planted fault', () => {
  it.each(planted)('%s', (_, text, faults, says) => {
    expect(faultsOf(text)).toEqual(faults);
    expect(messageOf(text)).toMatch(says);
  });

  it('does not hide the others: all are reported at once', () => {
    const text = 'deployables:\n  A: [carts, catlog]\n  b: rest\nlinks: { commands: http }\nfoo: 1';
    expect(faultsOf(text)).toEqual(['CARV-204 5:1', 'CARV-207 2:3', 'CARV-208 2:14', 'CARV-214 4:1', 'CARV-214 4:1']);
  });
});
