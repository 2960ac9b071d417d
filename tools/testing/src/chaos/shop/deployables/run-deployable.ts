import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { AnyContract } from '@carveout/contract';
import type { AssembledModule } from '@carveout/runtime';
import { run } from '@carveout/runtime/run';
import { deployableNamed, GATEWAY, servedContracts } from '@carveout/runtime/topology';
import { carelessBroker, carelessStore, stopAtOnce } from '../control/careless.ts';
import { withBank } from '../probe/bank.ts';
import { marks, marksContract } from '../probe/marks.ts';
import { witness, witnessContract } from '../probe/witness.ts';
import type { RunSettings } from './run-settings.ts';

/** Where a run's program gets the shop's modules from: each is read only by a process that hosts it. */
export type ModuleSources = Readonly<
  Record<string, { readonly core: () => Promise<unknown>; readonly contract: () => Promise<unknown> }>
>;

const probes: ModuleSources = {
  marks: {
    core: () => Promise.resolve({ default: marks }),
    contract: () => Promise.resolve({ default: marksContract }),
  },
  witness: {
    core: () => Promise.resolve({ default: witness }),
    contract: () => Promise.resolve({ default: witnessContract }),
  },
};

/**
 * Runs one deployable of a topology, as the generated program of `up` and `serve` does, with the probes beside the shop's
 * modules and a bank in place of the fake. Arguments of the process: the file with the run's settings, and the
 * deployable's name.
 */
export async function runDeployable(shop: ModuleSources): Promise<void> {
  const [settingsFile = '', name = ''] = process.argv.slice(2);
  const { topology, bankUrl, control } = JSON.parse(readFileSync(settingsFile, 'utf8')) as RunSettings;
  const sources = { ...shop, ...probes };
  const coreOf = async (module: string): Promise<AssembledModule> => {
    const { default: core } = (await sources[module]!.core()) as { readonly default: AssembledModule };
    return module === 'payments' ? withBank(core, bankUrl) : core;
  };
  const contractOf = async (module: string): Promise<AnyContract> =>
    ((await sources[module]!.contract()) as { readonly default: AnyContract }).default;
  // Ends with whoever started it, also when that was killed.
  process.stdin.on('end', () => process.exit(1)).resume();
  const here = deployableNamed(topology, name);
  const contracts = await Promise.all(servedContracts(topology, here).map(contractOf));
  const discovery = { static: () => import('@carveout/adapters/static') };
  if (control) stopAtOnce();
  if (name === GATEWAY) {
    const { runGateway } = await import('@carveout/gateway/run');
    await runGateway({ deployable: name, topology, contracts, discovery });
    return flushCompileCache();
  }
  await run({
    deployable: name,
    topology,
    modules: await Promise.all(here.modules.map(coreOf)),
    contracts,
    links: {
      rabbitmq: async () => {
        const adapter = await import('@carveout/adapters/rabbitmq');
        return control ? carelessBroker(adapter) : adapter;
      },
      http: () => import('@carveout/adapters/http'),
    },
    discovery,
    store: async () => {
      const adapter = await import('@carveout/adapters/postgres');
      return control ? carelessStore(adapter) : adapter;
    },
  });
  // At the end it would be too late: most of these are killed.
  flushCompileCache();
}
