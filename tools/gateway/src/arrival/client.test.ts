import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Networks } from '@carveout/runtime/discovery';
import { describe, expect, it } from 'vitest';
import { settleForwarded } from './client.ts';

const trusted = new Networks('10.0.0.0/8,fd00::/8');

function settled(peer: string, headers: Record<string, string>, trust: Networks | undefined = trusted) {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, { host: 'shop.example', ...headers });
  const client = settleForwarded(request, trust);
  const { 'x-forwarded-for': chain, 'x-forwarded-proto': proto, 'x-forwarded-host': host, forwarded } = request.headers;
  return { client, chain, proto, host, forwarded };
}

describe('who a request comes from', () => {
  const lies = {
    forwarded: 'for=1.1.1.1;proto=https;host=evil.example',
    'x-forwarded-for': '1.1.1.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
  };
  const truth = { proto: 'http', host: 'shop.example', forwarded: undefined };

  it('is the peer, whatever it says', () => {
    expect(settled('5.5.5.5', lies)).toEqual({ client: '5.5.5.5', chain: '5.5.5.5', ...truth });
    expect(settled('10.0.0.1', lies, new Networks('192.0.2.1'))).toEqual({
      client: '10.0.0.1',
      chain: '10.0.0.1',
      ...truth,
    });
  });

  it('is what trusted proxies say, up to the first hop that is none', () => {
    const chain = { 'x-forwarded-for': '1.1.1.1, 6.6.6.6, 10.0.0.2', 'x-forwarded-proto': 'http, https' };
    expect(settled('::ffff:10.0.0.1', chain)).toEqual({
      ...truth,
      client: '6.6.6.6',
      chain: '6.6.6.6, 10.0.0.2, 10.0.0.1',
      proto: 'https',
    });
    expect(settled('fd00::1', { 'x-forwarded-for': '2001:db8::1' }).client).toBe('2001:db8::1');
  });

  it('is the last that makes sense, where a proxy passes on rubbish', () => {
    for (const rubbish of ['unknown', '', '10.0.0.9, _hidden', '1.2.3', ', ,'])
      expect(settled('10.0.0.1', { 'x-forwarded-for': rubbish }).client, rubbish).toBe('10.0.0.1');
    expect(settled('10.0.0.1', { 'x-forwarded-for': 'evil, 10.0.0.2' }).client).toBe('10.0.0.2');
    expect(settled('10.0.0.1', { 'x-forwarded-host': 'a b', 'x-forwarded-proto': 'gopher' })).toMatchObject(truth);
    expect(settled('10.0.0.1', { 'x-forwarded-for': Array(5_000).fill('10.0.0.2').join(',') }).chain).toHaveLength(
      17 * '10.0.0.2, '.length - 2,
    );
  });

  it('does not learn from Forwarded, which a proxy that writes the other passes on as it came', () => {
    expect(settled('10.0.0.1', { forwarded: 'for=1.1.1.1' })).toEqual({
      client: '10.0.0.1',
      chain: '10.0.0.1',
      ...truth,
    });
  });
});
