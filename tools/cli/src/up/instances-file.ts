import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keptFolder } from '@carveout/testing/folders';
import { LOOPBACK } from '../ports/door-ports.ts';
import type { Placed } from './places.ts';

/** Where `up` lists its processes for each other, when nothing else tells them where they are. */
export function instancesFile(workspaceRoot: string): string {
  return join(keptFolder(workspaceRoot), 'instances.json');
}

/** Writes where each module is. @param secure whether they speak TLS. */
export function writeInstances(file: string, placed: readonly Placed[], secure: boolean): void {
  const modules: Record<string, { host: string; http?: number; link?: number; secure?: true }[]> = {};
  for (const { deployable, port, linkPort } of placed)
    for (const module of deployable.modules)
      (modules[module] ??= []).push({
        host: LOOPBACK,
        ...(port === undefined ? {} : { http: port }),
        ...(linkPort === undefined ? {} : { link: linkPort }),
        ...(secure ? { secure } : {}),
      });
  mkdirSync(dirname(file), { recursive: true });
  // Whole at any time: who reads it may be running already.
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(modules, undefined, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}
