import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  amazonConfig,
  authority,
  kongConfig,
  nginxConfig,
  parseInstances,
  planGateway,
} from '@carveout/gateway/generate';
import type { GatewayPlan, InstanceList, NginxOptions } from '@carveout/gateway/generate';
import { CarveoutError } from '@carveout/runtime/errors';
import { loadTopology } from '@carveout/runtime/topology';
import type { GatewayConfigCommand, GatewayKind } from '../commands/parse-command.ts';
import { gatewayConfigStale } from '../errors/carv-642-gateway-config-stale.ts';
import { firstDifference } from './first-difference.ts';
import { loadContracts } from './load-contracts.ts';

const MAKE: Readonly<Record<GatewayKind, (plan: GatewayPlan, options: NginxOptions) => string>> = {
  nginx: nginxConfig,
  kong: kongConfig,
  amazon: amazonConfig,
};

/** Where the workspace keeps them. */
export const KEPT: Readonly<Record<GatewayKind, string>> = {
  nginx: 'deployables/gateway/nginx.conf',
  kong: 'deployables/gateway/kong.yaml',
  amazon: 'deployables/gateway/amazon.json',
};

/**
 * Makes the configuration of a gateway that is not ours, and prints it, writes it to a file, or compares it with one.
 *
 * @param print gets what goes to the standard output.
 * @throws CarveoutError CARV-2xx for a faulty topology, CARV-640 for what the gateway cannot be told, CARV-641 for an unusable
 *   list of instances, CARV-642 when the file differs.
 */
export async function gatewayConfig(
  workspaceRoot: string,
  command: GatewayConfigCommand,
  print: (text: string) => void,
): Promise<void> {
  const { kind, check } = command;
  const topology = loadTopology(workspaceRoot, command.topology);
  const instances = readInstances(workspaceRoot, command.instances);
  const contracts = await loadContracts(workspaceRoot, topology);
  const plan = planGateway(contracts, topology, { instances, identity: command.identity });
  const text = MAKE[kind](plan, { listen: command.listen });
  const file = command.out ?? (check ? KEPT[kind] : undefined);
  if (file === undefined) return print(text);
  if (check) return compare(workspaceRoot, file, text, command);
  const path = resolve(workspaceRoot, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function readInstances(workspaceRoot: string, file: string | undefined): InstanceList | undefined {
  if (file === undefined) return undefined;
  return parseInstances(textOf(resolve(workspaceRoot, file)) ?? '', file);
}

function compare(workspaceRoot: string, file: string, expected: string, command: GatewayConfigCommand): void {
  const found = textOf(resolve(workspaceRoot, file));
  const remedy = `Write it anew: npx carveout gateway-config ${[
    command.kind,
    ...(command.topology === undefined ? [] : [command.topology]),
    ...(command.instances === undefined ? [] : ['--instances', command.instances]),
    ...(command.identity === undefined ? [] : ['--identity', authority(command.identity)]),
    ...(command.listen === undefined ? [] : ['--listen', authority(command.listen)]),
    '--out',
    file,
  ].join(' ')}`;
  if (found === undefined) throw new CarveoutError(gatewayConfigStale, `${file} cannot be read. ${remedy}`);
  const difference = firstDifference(found, expected);
  if (difference === undefined) return;
  const { line, found: has, expected: wants } = difference;
  throw new CarveoutError(
    gatewayConfigStale,
    `${file}:${line} is not what would be made.\n  found:    ${shown(has)}\n  expected: ${shown(wants)}\n${remedy}`,
  );
}

const shown = (line: string | undefined): string =>
  line === undefined ? '(the end)' : line.trim().slice(0, 200) || '(an empty line)';

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
