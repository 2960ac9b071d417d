import type { Middleware } from 'koa';
import { overloaded } from '../errors/carv-312-overloaded.ts';
import type { Intake } from '../load/intake.ts';
import { Pace } from '../load/pace.ts';
import { onceOver } from './once-over.ts';
import { problemUri, PROBLEM_TYPE } from './problems/problem.ts';
import type { Problem } from './problems/problem.ts';
import { outsideRequest } from './request-state.ts';

/**
 * Refuses requests that this process has no time for, with 503 and `Retry-After`, before anything is read or made for
 * them: a page that says so would cost what is scarce.
 */
export function shedLoad(intake: Intake): Middleware {
  const pace = new Pace();
  return (context, next) => {
    const { deadline, correlation } = outsideRequest(context);
    const refusal = intake.enter('door', deadline - Date.now(), pace.ms);
    if (refusal !== undefined) {
      const problem: Problem = {
        type: problemUri(overloaded.code),
        title: overloaded.title,
        status: 503,
        code: overloaded.code,
        detail: 'Too much is asked at the moment. It surely did not happen. Try again later.',
        requestId: correlation,
      };
      context.status = 503;
      context.set('Retry-After', String(Math.ceil(intake.afterMs / 1_000)));
      context.body = JSON.stringify(problem);
      context.type = PROBLEM_TYPE;
      return undefined;
    }
    const begun = performance.now();
    onceOver(context.req, context.res, () => {
      intake.leave();
      pace.took(performance.now() - begun);
    });
    return next();
  };
}
