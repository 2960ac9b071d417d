import { onTestFinished } from 'vitest';
import { launchUp } from './shop-up.ts';
import type { UpSettings } from './shop-up.ts';

/** Runs a command that ends by itself: its exit code, and what was printed. It is stopped with its test at the latest. */
export async function runToEnd(settings: UpSettings): Promise<{ code: number | null; printed: string }> {
  const up = await launchUp(settings);
  onTestFinished(async () => void (await up.stop()));
  return { code: await up.ended, printed: up.printed() };
}
