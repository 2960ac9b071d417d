import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { started } from './fixture/start-run.ts';

/** A door gives a request 20 s, and looks every 5 s for what is over its time. */
const TOO_LONG_MS = 27_000;

/** Sends a body in two halves with a pause between them. Resolves with the status, or why there was none. */
function uploadSlowly(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      'carveout-within': '60000',
    };
    const upload = request(`${url}/take`, { method: 'POST', headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    upload.once('error', ({ message }) => resolve(message));
    upload.write('{"text":"');
    void sleep(TOO_LONG_MS).then(() => upload.end('x"}'));
  });
}

it('behind a gateway, a door waits for a body as long as the slowest route may take, and no longer', async () => {
  const gateway = {
    LARGEST_BODY: '300000',
    CARVEOUT_INSTANCES: join(import.meta.dirname, 'fixture/no-instances.yaml'),
  };
  const [patient, usual] = await Promise.all([started({ ...gateway, LONGEST_MS: '60000' }), started(gateway)]);
  expect(await Promise.all([uploadSlowly(patient.url), uploadSlowly(usual.url)])).toEqual([200, 408]);
});
