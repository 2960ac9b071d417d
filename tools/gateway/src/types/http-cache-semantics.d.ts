declare module 'http-cache-semantics' {
  type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

  interface AskedRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: Headers;
  }

  interface GivenAnswer {
    readonly status: number;
    readonly headers: Headers;
  }

  /** What the gateway uses of it; the package brings no types. */
  export default class CachePolicy {
    constructor(
      request: AskedRequest,
      answer: GivenAnswer,
      options: { readonly shared: boolean; readonly cacheHeuristic: number },
    );
    /** Epoch ms. */
    now(): number;
    storable(): boolean;
    /** Seconds. */
    maxAge(): number;
    /** Seconds. */
    age(): number;
    stale(): boolean;
    useStaleWhileRevalidate(): boolean;
    evaluateRequest(request: AskedRequest): {
      readonly response?: { readonly headers: Record<string, string | string[]> };
      readonly revalidation?: { readonly headers: Record<string, string>; readonly synchronous: boolean };
    };
    responseHeaders(): Record<string, string | string[]>;
    revalidationHeaders(request: AskedRequest): Record<string, string>;
    revalidatedPolicy(
      request: AskedRequest,
      answer: GivenAnswer | undefined,
    ): { readonly policy: CachePolicy; readonly modified: boolean; readonly matches: boolean };
  }
}
