import { startChild } from '../../harness/child.ts';
import type { Child } from '../../harness/child.ts';
import type { Figure, ReadyFigure } from '../../harness/figure.ts';
import type { InProcessOffers } from './measure.ts';

const SECONDS = 1;

export const inProcessFigure: Figure = {
  name: 'in-process-call',
  what: 'calls within a process, one after the other, guards and validation on, tracing off',
  unit: 'ns',
  better: 'lower',
  wanted: [
    { against: 'direct', ratio: 1 / 7 },
    { against: 'moleculer-local', ratio: 1.7 },
  ],
};

export async function withInProcess(measure: (ready: ReadyFigure) => Promise<void>): Promise<void> {
  const children: Child<InProcessOffers>[] = [];
  try {
    for (const name of ['ours', 'direct', 'moleculer-local']) {
      children.push(await startChild<InProcessOffers>(name, new URL(`${name}.ts`, import.meta.url)));
    }
    const contestants = children.map((child) => ({
      name: child.name,
      sample: async () => ({ value: await child.call('measure', SECONDS) }),
    }));
    await measure({ figure: inProcessFigure, contestants });
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}
