import { expect, it } from 'vitest';
import { hostOf, usualPorts } from './usual-addresses.ts';

const fixed = { http: 3000, link: 3100, admin: 3001 };
const any = { http: 0, link: 0, admin: 0 };

it.each([
  ['a door', {}, true, fixed],
  ['another', {}, false, any],
  ['a door in production', { NODE_ENV: 'production' }, true, fixed],
  // What a Service of Kubernetes and the configuration of a proxy name.
  ['another in production', { NODE_ENV: 'production' }, false, fixed],
])('%s listens at ports that others can know, or at any', (_what, env, isDoor, ports) => {
  expect(usualPorts(env, isDoor)).toEqual(ports);
});

it.each([
  [{}, '127.0.0.1'],
  [{ CARVEOUT_HOST: '' }, '127.0.0.1'],
  [{ NODE_ENV: 'production' }, '0.0.0.0'],
  [{ NODE_ENV: 'production', CARVEOUT_HOST: '10.0.0.1' }, '10.0.0.1'],
])('with %o it listens at %s', (env, host) => {
  expect(hostOf(env)).toBe(host);
});
