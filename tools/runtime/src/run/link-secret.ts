import { CarveoutError, settingInvalid } from '../errors/index.ts';

const LEAST = 32;

/**
 * By what deployables know each other on the HTTP link; undefined when it is not set.
 *
 * @throws CarveoutError CARV-633 when it could be guessed or cannot stand in a header.
 */
export function linkSecretOf(env: NodeJS.ProcessEnv): string | undefined {
  const secret = env['CARVEOUT_LINK_SECRET'] ?? '';
  if (secret === '') return undefined;
  if (secret.length >= LEAST && /^[\x21-\x7e]+$/.test(secret)) return secret;
  throw new CarveoutError(
    settingInvalid,
    `CARVEOUT_LINK_SECRET must be at least ${LEAST} visible ASCII characters, for example of 'openssl rand -hex 32'`,
  );
}
