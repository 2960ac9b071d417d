import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startPrivateNginx } from '../../backing/index.ts';
import type { PrivateNginx } from '../../backing/index.ts';
import { freePort } from '../../backing/processes/free-port.ts';
import { UpInstances } from '../instances/up-instances.ts';
import { workspaceRoot } from '../shop-up.ts';
import type { ShopUp, UpSettings } from '../shop-up.ts';
import type { StartedShop, StartedShops } from '../started-shops.ts';

/** A shop of several processes with two ways in: the Carveout gateway, and an nginx beside it. */
export interface ShopBehindNginx extends StartedShop {
  readonly instances: UpInstances;
  readonly nginx: PrivateNginx;
  /** Where the gateway tells nginx who makes a request. */
  readonly identityUrl: string;
}

/**
 * Starts a topology that has a gateway, and then an nginx with the configuration that `carveout gateway-config` prints.
 *
 * @param replicas processes of a deployable, where there is more than one.
 */
export async function startBehindNginx(
  shops: StartedShops,
  topology: UpSettings['topology'],
  replicas: Readonly<Record<string, number>> = {},
): Promise<ShopBehindNginx> {
  const identity = `127.0.0.1:${await freePort()}`;
  const env = {
    IDENTITY_PORT: identity.split(':')[1]!,
    CARVEOUT_TRUSTED_PROXIES: '127.0.0.1',
    // What nginx does is under test, and the machine may have more to do than it can.
    CARVEOUT_SHEDDING: 'off',
  };
  const shop = await shops.start(topology, { env });
  const instances = new UpInstances(shop.up);
  for (const [deployable, count] of Object.entries(replicas)) await instances.scale(deployable, count);
  const nginx = await startPrivateNginx((port) =>
    configuration(shop.up, ['--identity', identity, '--listen', `127.0.0.1:${port}`]),
  );
  return { ...shop, instances, nginx, identityUrl: `http://${identity}/identity` };
}

/** As a person would make it. */
function configuration({ topologyFile, folder }: ShopUp, places: readonly string[]): string {
  const parameters = [
    'gateway-config',
    'nginx',
    topologyFile,
    '--instances',
    join(folder, 'instances.json'),
    ...places,
  ];
  return execFileSync(process.execPath, ['tools/cli/bin/carveout.js', ...parameters], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
}

/** What nginx has logged of a request, by the id that its answer bears. */
export function logged(
  { nginx }: Pick<ShopBehindNginx, 'nginx'>,
  requestId: unknown,
): { route: string; upstream: string } {
  const line = nginx
    .log()
    .split('\n')
    .find((one) => one.startsWith('{') && one.includes(`"requestId":"${String(requestId)}"`));
  if (line === undefined) throw new Error(`nginx has logged no request ${String(requestId)}`);
  return JSON.parse(line) as { route: string; upstream: string };
}
