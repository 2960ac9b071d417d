import { readFileSync } from 'node:fs';
import type { Tls } from '../discovery/index.ts';
import { CarveoutError, settingInvalid, settingMissing } from '../errors/index.ts';

/**
 * The files that three variables name, and the name in `CARVEOUT_TLS_NAME`; undefined when no file is set.
 *
 * @throws CarveoutError CARV-632 when only some are set, CARV-633 when a file cannot be read.
 */
export function tlsOf(env: NodeJS.ProcessEnv): Tls | undefined {
  const files = {
    CARVEOUT_TLS_CERT: env['CARVEOUT_TLS_CERT'] ?? '',
    CARVEOUT_TLS_KEY: env['CARVEOUT_TLS_KEY'] ?? '',
    CARVEOUT_TLS_CA: env['CARVEOUT_TLS_CA'] ?? '',
  };
  const variables = Object.keys(files) as (keyof typeof files)[];
  const missing = variables.filter((variable) => files[variable] === '');
  if (missing.length === variables.length) return undefined;
  if (missing.length > 0)
    throw new CarveoutError(
      settingMissing,
      `${variables.join(', ')} belong together; set ${missing.join(' and ')} too`,
    );
  const read = (variable: keyof typeof files): string => readPem(variable, files[variable]);
  const servername = env['CARVEOUT_TLS_NAME'] ?? '';
  return {
    cert: read('CARVEOUT_TLS_CERT'),
    key: read('CARVEOUT_TLS_KEY'),
    ca: read('CARVEOUT_TLS_CA'),
    ...(servername === '' ? {} : { servername }),
  };
}

function readPem(variable: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN ')) return text;
    throw new Error('it is no PEM file');
  } catch (error) {
    throw new CarveoutError(settingInvalid, `${variable}: ${file} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
