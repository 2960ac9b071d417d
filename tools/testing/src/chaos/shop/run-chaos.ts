import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Topology } from '@carveout/runtime/topology';
import { startBacking } from './backing.ts';
import type { ChaosBacking } from './backing.ts';
import { untilEnoughReady } from './faults/enough-ready.ts';
import { Injector } from './faults/injector.ts';
import type { Injected } from './faults/injector.ts';
import { planFaults } from './faults/plan.ts';
import { History } from './history.ts';
import type { Operation } from './history.ts';
import { startClients } from './load/run-clients.ts';
import type { RunningClients } from './load/run-clients.ts';
import { bringForwardSettlements, readEvidence } from './check/read-evidence.ts';
import { CONTROL_LOOKS, settledViolations } from './check/settled.ts';
import { stopViolations } from './check/stopped.ts';
import { idleFaults, vacuous } from './check/vacuous.ts';
import { untilInService } from './recovery.ts';
import type { Recovery } from './recovery.ts';
import { startShop } from './shop-under-test.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

export interface ChaosOptions {
  readonly topology: Topology;
  /** What `buildProgram` made. */
  readonly program: string;
  readonly seed: number;
  readonly operations: number;
  readonly forMs: number;
  readonly clients: number;
  /** Stretches the gaps between faults. */
  readonly pace: number;
  readonly cluster: boolean;
  readonly control: boolean;
  /** For logs and the history. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Rejects when the run is to be given up. */
  readonly givenUp: Promise<never>;
}

export interface ChaosReport {
  readonly seed: number;
  readonly control: boolean;
  readonly operations: readonly Operation[];
  readonly faults: readonly Injected[];
  /** Of those that were carried out, by kind and way. */
  readonly faultCounts: Readonly<Record<string, number>>;
  /** Of those that found nothing to break, by kind and way. */
  readonly missedCounts: Readonly<Record<string, number>>;
  readonly recovery: Recovery;
  readonly violations: readonly string[];
  /** From the first operation to the end of the last, in s. */
  readonly loadSeconds: number;
}

const START_WITHIN_MS = 180_000;
const PROGRESS_EVERY_MS = 15_000;

/** One run: a shop of many processes under load while faults strike, and what the checker says of it afterwards. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { topology, program, folder, seed, control, say, givenUp } = options;
  const backing = await startBacking(options.cluster);
  let shop: ShopUnderTest | undefined;
  try {
    shop = await startShop({ topology, backing, program, folder, seed, control });
    await Promise.race([untilStarted(shop), givenUp]);
    say(`${shop.processes.size} processes are ready; logs are in ${join(folder, 'logs')}`);
    const struck = await Promise.race([strike(options, backing, shop), givenUp]);
    const stopFaults = stopViolations(await shop.stop());
    return { ...struck, violations: [...shop.endFaults(), ...struck.violations, ...stopFaults] };
  } finally {
    await shop?.stop();
    await backing.remove();
  }
}

async function strike(options: ChaosOptions, backing: ChaosBacking, shop: ShopUnderTest): Promise<ChaosReport> {
  const { seed, folder, say, control } = options;
  const history = new History(join(folder, 'history.jsonl'));
  const begun = performance.now();
  const clients = await startClients({ ...options, url: shop.url, operatorToken: shop.operatorToken, history });
  const progress = setInterval(() => say(progressOf(history, begun)), PROGRESS_EVERY_MS);
  const injector = new Injector({ ...shop, ...backing }, say);
  try {
    await injectUntil(allBegun(clients, options), injector, options, backing, shop);
    await injector.end();
    const recovery = await untilInService({ shop, clients, history, lastFaultAt: injector.lastOverAt });
    await clients.done;
    const loadSeconds = (performance.now() - begun) / 1000;
    say(progressOf(history, begun));
    clearInterval(progress);
    const resting = {
      read: () => readEvidence(backing, history.operations),
      bringForwardSettlements: () => bringForwardSettlements(backing.databaseUrl),
    };
    const violations = [
      ...recovery.violations,
      ...injector.violations,
      ...vacuous(history.operations),
      ...idleFaults(history.operations.length, injector.counts, injector.missed),
      // Of a broker that is away for good nothing can be read, and nothing comes to rest.
      ...(injector.violations.length > 0 ? [] : await settledViolations(resting, control ? CONTROL_LOOKS : undefined)),
    ];
    return {
      seed,
      control,
      operations: history.operations,
      faults: injector.history,
      faultCounts: injector.counts,
      missedCounts: injector.missed,
      recovery,
      violations,
      loadSeconds,
    };
  } finally {
    clearInterval(progress);
    clients.close();
    history.close();
  }
}

/** Resolves when no further operation begins. */
async function allBegun(clients: RunningClients, { operations, forMs }: ChaosOptions): Promise<void> {
  const until = performance.now() + forMs;
  while (clients.begun < operations && performance.now() < until) await sleep(100);
}

async function injectUntil(
  ended: Promise<void>,
  injector: Injector,
  { seed, pace }: ChaosOptions,
  backing: ChaosBacking,
  shop: ShopUnderTest,
): Promise<void> {
  let ending = false;
  const end = ended.finally(() => (ending = true));
  const readiness = {
    notReady: () => shop.notReady(),
    isBrokerAway: () => injector.isBrokerAway,
    isEnding: () => ending,
  };
  const targets = {
    processes: [...shop.processes.keys()],
    withDatabase: shop.withDatabase,
    withLink: shop.withLink,
    brokerNodes: backing.brokerNodes.length,
  };
  for (const { afterMs, fault } of planFaults(seed, targets)) {
    await Promise.race([sleep(afterMs * pace), end]);
    await Promise.race([untilEnoughReady(readiness), end]);
    if (ending) return;
    injector.inject(fault);
  }
}

async function untilStarted(shop: ShopUnderTest): Promise<void> {
  const until = performance.now() + START_WITHIN_MS;
  for (;;) {
    const missing = await shop.notReady();
    if (missing.length === 0) return;
    if (performance.now() > until)
      throw new Error(`not ready after ${START_WITHIN_MS / 1000} s: ${missing.join(', ')}`);
    await sleep(250);
  }
}

function progressOf({ operations }: History, begun: number): string {
  const count = (outcome: string): number => operations.filter((one) => one.outcome === outcome).length;
  const seconds = (performance.now() - begun) / 1000;
  return (
    `        … ${operations.length} operations in ${seconds.toFixed(0)} s: ${count('acknowledged')} acknowledged, ` +
    `${count('refused')} refused, ${count('unknown')} unknown, ${count('not-sent')} not sent`
  );
}
