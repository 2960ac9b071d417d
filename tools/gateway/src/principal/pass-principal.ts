import { PRINCIPAL_HEADER } from '@carveout/runtime/inward';
import type { Context, Middleware } from 'koa';
import { replaceHeaders } from '../answers/replace-headers.ts';
import { requestState } from '../request-state.ts';
import type { PrincipalSigner } from './principal-signer.ts';

const signed = new WeakMap<object, string>();

/**
 * Signs who makes a request. What a client sent under the header's name is taken out of the request; the proxy sends what
 * `inwardHeaders` says. Runs last, since a cache may ask on behalf of everybody.
 */
export function passPrincipal(signer: PrincipalSigner | undefined): Middleware {
  return async (context, next) => {
    if (PRINCIPAL_HEADER.toLowerCase() in context.req.headers) {
      const { [PRINCIPAL_HEADER.toLowerCase()]: _forged, ...others } = context.req.headers;
      replaceHeaders(context.req, others);
    }
    const { principal } = requestState(context);
    if (signer !== undefined && principal !== undefined) signed.set(context.req, await signer.sign(principal));
    else signed.delete(context.req);
    return next();
  };
}

/** What the proxy adds to a request on its way inward, after it has taken out what clients may not say. */
export function inwardHeaders(context: Pick<Context, 'req'>): Readonly<Record<string, string>> {
  const header = signedPrincipal(context);
  return header === undefined ? {} : { [PRINCIPAL_HEADER]: header };
}

/** Who makes a request, signed; undefined for nobody. */
export function signedPrincipal({ req }: Pick<Context, 'req'>): string | undefined {
  return signed.get(req);
}
