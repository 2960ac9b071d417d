import { problemUri, PROBLEM_TYPE } from '@carveout/runtime/inward';
import type { Problem } from '@carveout/runtime/inward';
import type { ErrorDefinition } from '@carveout/runtime/errors';
import type { Context } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';

/** Why a request goes no further. All of it is told to the client, so nothing from inside may be in it. */
export interface Refusal {
  readonly definition: ErrorDefinition;
  readonly status: number;
  /** What happened and what to do. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with problem details (RFC 9457), as the door does, and keeps the answer out of caches. */
export function refuse(context: Context, { definition, status, detail, headers = {} }: Refusal): void {
  const problem: Problem = {
    type: problemUri(definition.code),
    title: definition.title,
    status,
    code: definition.code,
    detail,
    requestId: arrivalOf(context).requestId,
  };
  context.status = status;
  context.set({ ...headers, 'Cache-Control': 'no-store' });
  context.body = JSON.stringify(problem);
  context.type = PROBLEM_TYPE;
}
