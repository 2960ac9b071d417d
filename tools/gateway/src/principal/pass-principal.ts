import { PRINCIPAL_HEADER } from '@carveout/runtime/inward';
import type { Context, Middleware, Next } from 'koa';
import { replaceHeaders } from '../answers/replace-headers.ts';
import { requestState } from '../request-state.ts';
import type { RequestState } from '../request-state.ts';
import type { PrincipalSigner } from './principal-signer.ts';

const HEADER = PRINCIPAL_HEADER.toLowerCase();

/**
 * Signs who makes a request. What a client sent under the header's name is taken out of the request; the proxy sends what
 * `inwardHeaders` says. Runs last, since a cache may ask on behalf of everybody.
 */
export function passPrincipal(signer: PrincipalSigner | undefined): Middleware {
  return (context, next) => {
    if (context.req.headers[HEADER] !== undefined) {
      const { [HEADER]: _forged, ...others } = context.req.headers;
      replaceHeaders(context.req, others);
    }
    const state = requestState(context);
    const { principal } = state;
    const header = principal && signer?.sign(principal);
    if (typeof header === 'object') return signedLater(state, header, next);
    state.signedPrincipal = header;
    return next();
  };
}

async function signedLater(state: RequestState, header: Promise<string>, next: Next): Promise<void> {
  state.signedPrincipal = await header;
  await next();
}

/** What the proxy adds to a request on its way inward, after it has taken out what clients may not say. */
export function inwardHeaders(context: Pick<Context, 'req'>): Readonly<Record<string, string>> {
  const header = signedPrincipal(context);
  return header === undefined ? {} : { [PRINCIPAL_HEADER]: header };
}

/** Who makes a request, signed; undefined for nobody. */
export function signedPrincipal(context: Pick<Context, 'req'>): string | undefined {
  return requestState(context).signedPrincipal;
}
