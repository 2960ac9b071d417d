import type { Principal } from '@carveout/contract';
import type { Context, Middleware } from 'koa';
import { Invalid } from '../errors/call-failure.ts';
import { invalidInput } from '../errors/carv-302-invalid.ts';
import type { InwardPrincipal } from './inward/inward-principal.ts';
import type { OutsideRequest } from './outside.ts';
import { requestIdFrom } from './request-id.ts';

const VISIBLE = /^[\x21-\x7e]{1,128}$/;
const states = new WeakMap<object, OutsideRequest>();

/** Longest time in ms that a gateway may give a request. */
const LONGEST_MS = 3_600_000;

/**
 * Gives each request its correlation id and deadline, and answers with the id in `X-Request-Id`. `Carveout-Within` says in
 * ms what is left of a request's time.
 *
 * @param behindGateway true where it is the gateway that says so; a client can only shorten its time.
 */
export function beginRequest(deadlineMs: number, behindGateway: boolean): Middleware {
  return (context, next) => {
    const correlation = requestIdFrom(context.req.headers);
    // A client that says so gets less, never more.
    const repeated = context.get('Carveout-Repeated') === '' ? undefined : true;
    const said = /^\d{1,8}$/.test(context.get('Carveout-Within')) ? Number(context.get('Carveout-Within')) : deadlineMs;
    const deadline = Date.now() + Math.min(said, behindGateway ? LONGEST_MS : deadlineMs);
    states.set(context.req, { principal: undefined, key: undefined, repeated, correlation, deadline });
    context.set('X-Request-Id', correlation);
    return next();
  };
}

/** Reads who makes the request and its `Idempotency-Key`. Runs on routes that make calls, so that assets set no cookie. */
export function recognise(identify: ((context: Context) => Principal | undefined) | undefined): Middleware {
  return (context, next) => {
    identified(context, identify?.(context));
    return next();
  };
}

/** As `recognise`, where a gateway's word on who makes the request has to be verified first. */
export function recogniseInward(principals: InwardPrincipal): Middleware {
  return async (context, next) => {
    const principal = principals(context);
    identified(context, principal instanceof Promise ? await principal : principal);
    return next();
  };
}

function identified(context: Context, principal: Principal | undefined): void {
  states.set(context.req, { ...outsideRequest(context), key: idempotencyKey(context), principal });
}

/** Puts what is called for the request under its span. */
export function underTrace(context: Pick<Context, 'req'>, trace: string): void {
  states.set(context.req, { ...outsideRequest(context), trace });
}

/** What the door knows of the request that `context` belongs to. */
export function outsideRequest(context: Pick<Context, 'req'>): OutsideRequest {
  const state = states.get(context.req);
  if (!state) throw new Error('the request did not come through the door');
  return state;
}

/** The correlation id of a request, when it has come far enough to have one. */
export function correlationOf(context: Pick<Context, 'req'> | undefined): string | undefined {
  return context && states.get(context.req)?.correlation;
}

function idempotencyKey(context: Context): string | undefined {
  const header = context.get('Idempotency-Key');
  if (header === '') return undefined;
  // The IETF draft writes it as a quoted string; most clients send it bare.
  const key = /^".*"$/.test(header) ? header.slice(1, -1) : header;
  if (!VISIBLE.test(key)) {
    throw new Invalid(invalidInput, 'door', 'the Idempotency-Key header was refused', [
      { path: ['Idempotency-Key'], message: 'must be 1 to 128 visible ASCII characters, for example a UUID' },
    ]);
  }
  return key;
}
