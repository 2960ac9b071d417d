import type { AnyOperation, HttpMethod } from '@carveout/contract';
import type { RoutePolicy } from '@carveout/runtime/topology';

/** One way through the gateway. */
export interface GatewayRoute {
  /** `<module>.<operation>`, or `<module>` for the pages of a module with a site: its name in metrics and policies. */
  readonly name: string;
  /** Whose instances answer. */
  readonly module: string;
  readonly methods: readonly (HttpMethod | 'HEAD')[];
  /** With parameters as `:name`; `/*` for the pages, which get what no operation claims. */
  readonly path: string;
  /** Undefined for pages. */
  readonly operation: AnyOperation | undefined;
  readonly policy: Settled;
}

/** A policy with what is usual where the topology says nothing. */
type Settled = { readonly [P in 'rate' | 'within' | 'body']: NonNullable<RoutePolicy[P]> } & Pick<RoutePolicy, 'cache'>;
