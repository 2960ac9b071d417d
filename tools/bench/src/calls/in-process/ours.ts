import { compose, oneProcess } from '@carveout/runtime';
import { deskModule, inEarnest, quotesModule } from '../ours.ts';
import type { DeskCalls } from '../ours.ts';
import { answerTo } from '../payload.ts';
import { beMeasured } from './measure.ts';

/** A piece of work makes a number of calls; what begins it is not part of a call. */
const CALLS_PER_WORK = 100;
const WORK_MS = 10_000;

beMeasured(async () => {
  const modules = [deskModule, quotesModule(answerTo)];
  const deployment = compose({ deployable: 'all', topology: oneProcess(modules), modules, ...inEarnest() });
  await deployment.start();
  let calls: DeskCalls;
  let left = 0;
  return (ask) => {
    if (left === 0) {
      calls = deployment.callsAs('desk', { deadline: Date.now() + WORK_MS }) as DeskCalls;
      left = CALLS_PER_WORK;
    }
    left -= 1;
    return calls.quotes.quote(ask);
  };
});
