/** The part of the client that is used: requests, and the configuration that they need. It brings no types. */
declare module 'eureka-js-client' {
  export interface RequestOptions {
    method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
    /** Below `apps/`. */
    uri: string;
    headers?: Record<string, string>;
    body?: string;
    [option: string]: unknown;
  }

  export interface ClientLogger {
    error(...parts: unknown[]): void;
    warn(...parts: unknown[]): void;
    info(...parts: unknown[]): void;
    debug(...parts: unknown[]): void;
  }

  export interface ClientConfig {
    cwd: string;
    filename: string;
    logger: ClientLogger;
    requestMiddleware(options: RequestOptions, done: (options: RequestOptions) => void): void;
    instance: Record<string, never>;
    eureka: {
      serviceUrls: { default: string[] };
      maxRetries: number;
      registerWithEureka: boolean;
      fetchRegistry: boolean;
      fetchMetadata: boolean;
    };
  }

  export interface ClientResponse {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  }

  export class Eureka {
    constructor(config: ClientConfig);
    eurekaRequest(
      options: RequestOptions,
      done: (error: Error | null | undefined, response?: ClientResponse, body?: unknown) => void,
    ): void;
  }
}
