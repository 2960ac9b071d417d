import type { Instance } from '@carveout/runtime';
import { environmentOf, processesOf } from '../processes-of.ts';

/** A process of a shop, as a cluster would run it: the one container of a pod. */
export interface Pod {
  readonly pid: number;
  /** Also the name of its Service: every module has a deployable of its own. */
  readonly module: string;
  readonly adminPort: number;
  /** What DNS is to say of it. */
  readonly instance: Instance;
}

/** The processes that host a module, and were started with this `CARVEOUT_NAMESPACE`. */
export function podsOf(namespace: string): Pod[] {
  return processesOf(`CARVEOUT_NAMESPACE=${namespace}`).flatMap(({ pid, command }) => {
    const module = /\.carveout\/entries\/[^ ]*\/([\w-]+)\.ts/.exec(command)?.[1];
    const environment = environmentOf(pid);
    const [http, link, adminPort] = ['PORT', 'LINK_PORT', 'ADMIN_PORT'].map((name) => Number(environment[name]));
    // Neither `up` itself nor the gateway takes calls.
    if (module === undefined || !http || !link || !adminPort) return [];
    // A container that is started again is still of the same pod; each start has a suffix of its own.
    const id = environment['CARVEOUT_DEPLOYABLE_INSTANCE']!.replace(/-[^-]*$/, '').replaceAll('.', '-');
    const instance = { id, host: '127.0.0.1', ports: { http, link }, secure: false, metadata: {} };
    return [{ pid, module, adminPort, instance }];
  });
}
