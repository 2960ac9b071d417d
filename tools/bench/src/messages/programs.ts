import { startChild } from '../harness/child.ts';
import type { Child } from '../harness/child.ts';

/** Runs one program per contestant, each in a process of its own and started by `start`, for as long as `use` takes. */
export async function withPrograms<O>(
  programs: Readonly<Record<string, URL>>,
  start: (child: Child<O>) => Promise<void>,
  use: (children: readonly Child<O>[]) => Promise<void>,
): Promise<void> {
  const children: Child<O>[] = [];
  try {
    for (const [name, url] of Object.entries(programs)) {
      const child = await startChild<O>(name, url);
      children.push(child);
      await start(child);
    }
    await use(children);
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}
