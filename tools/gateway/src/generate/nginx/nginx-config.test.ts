import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/configs/things.ts';
import { nginxConfig } from './nginx-config.ts';

const configOf = (routes: string): string => nginxConfig(planOf({ gateway: `{ routes: ${routes} }` }));

describe('rates of the nginx configuration', () => {
  it.each([
    ['7/s', '7r/s', undefined],
    ['30/min', '30r/m', '2'],
    ['60/h', '1r/m', '60'],
    ['119/h', '1r/m', '60'],
    ['7200/h', '120r/m', undefined],
  ])('%s is told as %s, and who is refused is sent away for %s s', (rate, told, after) => {
    const text = configOf(`{ things.add: { rate: ${rate} } }`);
    expect(text).toContain(`zone=rate_things.add:4m rate=${told};`);
    expect(/map "\$carveout_route" \$carveout_retry_after \{[^}]*"things\.add" "(\d+)"/.exec(text)?.[1]).toBe(after);
  });

  it.each([
    ['{ things.add: { rate: 5/h } }', "'gateway.routes.things.add.rate': 5 in 3600 s"],
    ['{ defaults: { rate: 59/h } }', "'gateway.routes.defaults.rate': 59 in 3600 s"],
  ])('%s is refused: nginx would let more through', (routes, says) => {
    expect(() => configOf(routes)).toThrow(
      expect.objectContaining({ code: 'CARV-640', message: expect.stringContaining(says) }),
    );
  });
});
