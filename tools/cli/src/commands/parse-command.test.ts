import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse-command.ts';

describe('the command line', () => {
  it('is read', () => {
    expect(parseCommand(['serve', 'shop'])).toEqual({ name: 'serve', deployable: 'shop', watch: false, json: false });
    expect(parseCommand(['serve', '--watch', 'shop', '--json'])).toMatchObject({ watch: true, json: true });
    expect(parseCommand(['up'])).toEqual({ name: 'up', topology: undefined, json: false });
    expect(parseCommand(['up', 'x.yaml', '--json'])).toEqual({ name: 'up', topology: 'x.yaml', json: true });
    expect(parseCommand(['migrate'])).toEqual({ name: 'migrate', topology: undefined, json: false });
    expect(parseCommand(['migrate', 'x.yaml', '--json'])).toEqual({ name: 'migrate', topology: 'x.yaml', json: true });
    expect(parseCommand(['scale', 'shop', '3'])).toMatchObject({ name: 'scale', deployable: 'shop', replicas: 3 });
    const list = { name: 'dead-letters list', module: undefined, json: false };
    expect(parseCommand(['dead-letters', 'list'])).toEqual(list);
    const more = ['dead-letters', 'list', '--module', 'orders', '--json'];
    expect(parseCommand(more)).toEqual({ ...list, module: 'orders', json: true });
    const replay = { name: 'dead-letters replay', json: false };
    expect(parseCommand(['dead-letters', 'replay', 'a.b.c'])).toEqual({ ...replay, of: { id: 'a.b.c' } });
    const all = ['dead-letters', 'replay', '--all', '--module', 'orders'];
    expect(parseCommand(all)).toEqual({ ...replay, of: { module: 'orders', listener: undefined } });
    expect(parseCommand([...all, '--listener', 'on-paid'])).toMatchObject({ of: { listener: 'on-paid' } });
    const nowhere = { identity: undefined, listen: undefined };
    const config = { name: 'gateway-config', kind: 'kong', topology: undefined, instances: undefined, ...nowhere };
    expect(parseCommand(['gateway-config', 'kong'])).toEqual({ ...config, out: undefined, check: false });
    const written = ['gateway-config', 'kong', 't.yaml', '--instances', 'i.json', '--out', 'k.yaml', '--check'];
    const rest = { topology: 't.yaml', instances: 'i.json', out: 'k.yaml', check: true };
    expect(parseCommand(written)).toEqual({ ...config, ...rest });
    const places = ['--identity', '10.0.0.7:3002', '--listen', '[::1]:80'];
    expect(parseCommand(['gateway-config', 'nginx', ...places])).toMatchObject({
      identity: { host: '10.0.0.7', port: 3002 },
      listen: { host: '::1', port: 80 },
    });
    for (const asked of [[], ['help'], ['--help']]) expect(parseCommand(asked)).toEqual({ name: 'help' });
  });

  it.each([
    [['srve'], /Did you mean 'serve'\?/],
    [['serve'], /Which deployable/],
    [['serve', 'a', 'b'], /'b' is one word too many/],
    [['up', '--watch'], /--watch/],
    [['migrate', 'a', 'b'], /'b' is one word too many/],
    [['up', '--jsn'], /--jsn/],
    [['scale'], /Which deployable/],
    [['scale', 'shop'], /a number from 0 to 64/],
    [['scale', 'shop', '-1'], /-1/],
    [['scale', 'shop', '65'], /a number from 0 to 64/],
    [['scale', 'shop', '1', '2'], /one word too many/],
    [['dead-letter'], /Did you mean 'dead-letters'\?/],
    [['gateway-config'], /For which gateway\? There are 'nginx', 'kong' and 'amazon'/],
    [['gateway-config', 'ngnix'], /Did you mean 'nginx'\?/],
    [['gateway-config', 'kong', 'a', 'b'], /'b' is one word too many/],
    ...['3002', 'gateway', 'gateway:', 'gateway:0', 'gateway:65536', 'http://gateway:1', '::1:80', 'a;b:1'].map(
      (address): [string[], RegExp] => [
        ['gateway-config', 'nginx', '--identity', address],
        /--identity is '.*'\. Give/,
      ],
    ),
    [['gateway-config', 'kong', '--listen', 'kong:80'], /What kong listens at/],
    [['gateway-config', 'amazon', '--identity', 'gateway:1'], /its authorizer knows/],
    [['dead-letters'], /There are 'list' and 'replay'/],
    [['dead-letters', 'drop'], /no 'dead-letters drop'/],
    [['dead-letters', 'list', 'x'], /'x' is one word too many/],
    [['dead-letters', 'list', '--module'], /--module/],
    [['dead-letters', 'replay'], /Give its id, or --all/],
    [['dead-letters', 'replay', '--all'], /All dead letters of which module/],
    [['dead-letters', 'replay', '--module', 'm'], /Give its id, or --all/],
    [['dead-letters', 'replay', 'a.b.c', '--all', '--module', 'm'], /nothing else goes with it/],
    [['dead-letters', 'replay', 'a.b.c', 'd.e.f'], /one word too many/],
  ])('%j is refused with the commands there are', (parameters, says) => {
    expect(() => parseCommand(parameters)).toThrow(
      expect.objectContaining({ code: 'CARV-625', message: expect.stringMatching(says) }),
    );
    expect(() => parseCommand(parameters)).toThrow(/carveout up \[<topology file>\]/);
  });
});
