import type { Deployment } from '../compose/index.ts';
import { outsideRequest } from '../door/index.ts';
import type { BoundSite } from '../door/index.ts';
import type { Calls, Neighbours } from '../definition/index.ts';

/** Gives the site of a hosted module its tools; undefined when no hosted module has one. */
export function bindSite(deployment: Deployment): BoundSite | undefined {
  const unit = deployment.units.find((one) => one.assembled.site !== undefined);
  const site = unit?.assembled.site;
  if (unit === undefined || site === undefined) return undefined;
  const { name, config, log } = unit.host;
  const { identify, onError, sessionCookie } = site;
  // Two objects for one request and key would count their calls separately: the second effect would be taken for a repeat
  // of the first.
  const made = new WeakMap<object, Map<string | undefined, Calls<Neighbours>>>();
  return {
    routes: (router) =>
      site.routes(router, {
        calls: (context, options) => {
          const request = outsideRequest(context);
          const key = options?.key ?? request.key;
          const ofRequest = made.get(context.req) ?? new Map<string | undefined, Calls<Neighbours>>();
          made.set(context.req, ofRequest);
          const calls = ofRequest.get(key) ?? (deployment.callsAs(name, { ...request, key }) as Calls<Neighbours>);
          ofRequest.set(key, calls);
          return calls;
        },
        principal: (context) => outsideRequest(context).principal,
        config,
        log,
      }),
    identify: identify === undefined ? undefined : (context) => identify(context, config),
    onError,
    sessionCookie,
  };
}
