declare module '@koa/cors' {
  import type { Context, Middleware } from 'koa';

  /** The options that the gateway uses; the package brings no types. */
  interface CorsOptions {
    /** The value of `Access-Control-Allow-Origin`; empty for an origin that may not. */
    readonly origin: (context: Context) => string;
    readonly credentials: boolean;
    readonly allowMethods: readonly string[];
    readonly allowHeaders: readonly string[];
    readonly exposeHeaders: readonly string[];
    /** Seconds. */
    readonly maxAge: number;
    readonly keepHeadersOnError: boolean;
  }

  export default function cors(options: CorsOptions): Middleware;
}
