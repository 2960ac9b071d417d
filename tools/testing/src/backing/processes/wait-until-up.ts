import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';

export interface UpCheck {
  readonly process: ProcessIdentity;
  readonly logFile: string;
  readonly answers: () => Promise<boolean>;
  /** In ms. */
  readonly within: number;
}

/** Waits until a started server answers. Answers why not when it ended or took too long, with the end of its log. */
export async function waitUntilUp(check: UpCheck): Promise<string | undefined> {
  const until = Date.now() + check.within;
  while (true) {
    if (!isAlive(check.process)) return `it ended while starting; the end of ${check.logFile}:\n${tail(check.logFile)}`;
    if (await check.answers()) return undefined;
    if (Date.now() >= until) {
      return `it did not answer within ${check.within / 1000} s; the end of ${check.logFile}:\n${tail(check.logFile)}`;
    }
    await sleep(50);
  }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  } catch {
    return '(there is no log)';
  }
}
