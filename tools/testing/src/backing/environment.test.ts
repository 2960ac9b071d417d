import { describe, expect, it } from 'vitest';
import {
  allowedOrigins,
  installIsForbidden,
  postgresAddress,
  rabbitmqAddress,
  rabbitmqManagementAddress,
} from './environment.ts';

describe('addresses in the environment', () => {
  it('takes RABBITMQ_URL before AMQP_URL, and an empty one for none', () => {
    const both = { RABBITMQ_URL: 'amqp://one', AMQP_URL: 'amqp://two' };
    expect(rabbitmqAddress(both)).toEqual({ variable: 'RABBITMQ_URL', url: 'amqp://one' });
    expect(rabbitmqAddress({ ...both, RABBITMQ_URL: ' ' })).toEqual({ variable: 'AMQP_URL', url: 'amqp://two' });
    expect(postgresAddress({ DATABASE_URL: '' })).toBeUndefined();
  });

  it.each(['not an address', 'http://localhost:5432', 'localhost'])('refuses %s without showing it', (text) => {
    for (const read of [() => postgresAddress({ DATABASE_URL: text }), () => rabbitmqAddress({ RABBITMQ_URL: text })]) {
      expect(read).toThrow(expect.objectContaining({ code: 'CARV-633', message: expect.not.stringContaining(text) }));
    }
  });

  it('takes several nodes, and refuses them when one of them is no address', () => {
    const nodes = 'amqp://u:p@one,amqps://u:p@two';
    expect(rabbitmqAddress({ RABBITMQ_URL: nodes })?.url).toBe(nodes);
    expect(() => rabbitmqAddress({ RABBITMQ_URL: 'amqp://u:p@one,amqp://u:p@two:x' })).toThrow('is no address');
    expect(rabbitmqManagementAddress(nodes, {})).toBe('http://u:p@one:15672');
  });

  it("guesses the management API at the broker's host, with the broker's account", () => {
    expect(rabbitmqManagementAddress('amqp://ann:s%2Fecret@rabbit:5673/vhost', {})).toBe(
      'http://ann:s%2Fecret@rabbit:15672',
    );
    expect(rabbitmqManagementAddress('amqp://rabbit', {})).toBe('http://guest:guest@rabbit:15672');
  });

  it('takes a named management API as it is, and an account only if it names none', () => {
    const named = (url: string) => ({ RABBITMQ_MANAGEMENT_URL: url });
    expect(rabbitmqManagementAddress('amqp://ann:a@rabbit', named('https://admin:b@other:443'))).toBe(
      'https://admin:b@other',
    );
    expect(rabbitmqManagementAddress('amqp://ann:a@rabbit', named('http://other:1'))).toBe('http://ann:a@other:1');
  });
});

describe('switches in the environment', () => {
  it('forbids installing only when told so', () => {
    expect(installIsForbidden({ CARVEOUT_INSTALL: 'never' })).toBe(true);
    expect(installIsForbidden({})).toBe(false);
  });

  it('reads the allowed origins', () => {
    expect(allowedOrigins({})).toBeUndefined();
    expect(allowedOrigins({ CARVEOUT_BACKING: 'embedded, apt' })).toEqual(new Set(['embedded', 'apt']));
  });
});
