import { createHash, randomBytes } from 'node:crypto';

/** A visitor's session: the secret that their cookie holds, and the customer's id that the shop derives from it. */
export interface Session {
  readonly cookie: string;
  readonly customer: string;
}

export function newSession(): Session {
  const secret = randomBytes(32).toString('base64url');
  const customer = createHash('sha256').update(secret).digest('base64url');
  return { cookie: `shop_session-id=${secret}`, customer };
}
