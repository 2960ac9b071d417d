import type { Context } from 'koa';
import { requestState } from '../request-state.ts';
import { saysFreshness } from './keep-answer.ts';

/** As the host would have said: nobody keeps what does not say that it may be kept. */
export function keepOutOfCaches(context: Context): void {
  const { answer } = requestState(context);
  if (answer !== undefined) {
    if (!saysFreshness(answer.headers)) answer.headers['cache-control'] = 'no-store';
  } else if (!context.headerSent && !['cache-control', 'expires', 'pragma'].some((name) => context.res.hasHeader(name)))
    context.set('Cache-Control', 'no-store');
}
