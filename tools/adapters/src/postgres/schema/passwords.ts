import { createHash, createHmac, pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const stretch = promisify<string, string, number, Buffer>(scrypt);
const iterate = promisify(pbkdf2);

/** The key of each server password seen, since stretching takes some 40 ms by design. */
const keys = new Map<string, Promise<Buffer>>();

/**
 * The password of a role that the kit makes. It follows from the password of the role that makes it, so that every
 * process finds the same one and none is stored, and there is no default. scrypt makes guessing backwards slow.
 */
export async function derivePassword(adminPassword: string, role: string): Promise<string> {
  let key = keys.get(adminPassword);
  if (key === undefined) {
    key = stretch(adminPassword, 'carveout database roles', 32);
    keys.set(adminPassword, key);
  }
  return createHmac('sha256', await key)
    .update(role)
    .digest('base64url');
}

/**
 * What the server keeps of a password (RFC 5803). Sent in its place, the password itself is never part of a statement,
 * which the server may log.
 */
export async function scramVerifier(role: string, password: string): Promise<string> {
  const iterations = 4096;
  // One role has one salt, so that making the same role twice gives the same verifier.
  const salt = createHmac('sha256', password).update(role).digest().subarray(0, 16);
  const salted = await iterate(password, salt, iterations, 32, 'sha256');
  const mac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(mac('Client Key')).digest('base64');
  const serverKey = mac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
