import { describe, expect, it } from 'vitest';
import { derivePassword, scramVerifier } from './passwords.ts';

describe('passwords of roles', () => {
  it('are the same for every process, and differ by role and by server', async () => {
    const one = await derivePassword('server password', 'carveout_orders');
    expect(await derivePassword('server password', 'carveout_orders')).toBe(one);
    expect(await derivePassword('server password', 'carveout_carts')).not.toBe(one);
    expect(await derivePassword('other password', 'carveout_orders')).not.toBe(one);
    expect(one.length).toBeGreaterThan(40);
  });

  it('are sent as a verifier that does not contain them', async () => {
    const verifier = await scramVerifier('carveout_orders', 'pencil');
    expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$/);
    expect(verifier).not.toContain('pencil');
    expect(await scramVerifier('carveout_orders', 'pencil')).toBe(verifier);
  });
});
