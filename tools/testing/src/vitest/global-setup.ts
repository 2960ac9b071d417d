import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { BackingUse } from '../backing/index.ts';
import {
  BackingUnavailable,
  requireEureka,
  requireInstalledRabbitmq,
  testFolders,
  usePostgres,
  useRabbitmq,
} from '../backing/index.ts';
import type { ProvidedBacking, ProvidedBackings } from './provided.ts';

const root = resolve(import.meta.dirname, '../../../..');

/**
 * Starts PostgreSQL and RabbitMQ once for a run that has tests which need them, and stops them after it. One that
 * cannot be had does not stop the run: its tests are skipped, and the closing lines say why.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folders = testFolders(root);
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const uses: BackingUse[] = [];
  const provide = async (starting: Promise<BackingUse & { managementUrl?: string }>): Promise<ProvidedBacking> => {
    try {
      const use = await starting;
      uses.push(use);
      return { url: use.url, ...(use.managementUrl === undefined ? {} : { managementUrl: use.managementUrl }) };
    } catch (error) {
      return missing(error);
    }
  };
  const release = async (): Promise<void> => void (await Promise.all(uses.map((use) => use.release())));
  try {
    const [postgres, rabbitmq, eureka] = await Promise.all([
      provide(usePostgres({ folder: folders.postgres, persistent: false, log })),
      provide(useRabbitmq({ folder: folders.rabbitmq, persistent: false, log })),
      // Maven takes its time, and only these start a Eureka.
      ['long', 'load'].includes(project.name) ? buildableEureka(log) : ({ installed: true } as const),
    ]);
    const installed = await installedRabbitmq(rabbitmq, log);
    project.provide('carveoutBacking', { postgres, rabbitmq, 'private-rabbitmq': installed, 'private-eureka': eureka });
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

/**
 * Tests that kill, freeze or starve a broker start one of their own, wherever the run's broker comes from: Docker or an
 * address do not help them.
 */
async function installedRabbitmq(
  ofTheRun: ProvidedBacking,
  log: (line: string) => void,
): Promise<ProvidedBackings['private-rabbitmq']> {
  try {
    await requireInstalledRabbitmq((line) => log(`RabbitMQ: ${line}`));
    return { installed: true };
  } catch (error) {
    return 'missing' in ofTheRun ? ofTheRun : missing(error);
  }
}

/** Only tests that start a Eureka of their own need one: it is built for them, and not started. */
async function buildableEureka(log: (line: string) => void): Promise<ProvidedBackings['private-eureka']> {
  try {
    await requireEureka((line) => log(`Eureka: ${line}`));
    return { installed: true };
  } catch (error) {
    return missing(error);
  }
}

function missing(error: unknown): { readonly missing: { readonly code: string; readonly message: string } } {
  if (!(error instanceof BackingUnavailable)) throw error;
  return { missing: { code: error.code, message: error.message } };
}
