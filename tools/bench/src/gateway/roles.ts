/** Stands for a deployable: answers at once, with about 190 bytes of JSON. */
export interface InstanceOffers {
  /** Resolves with its port. */
  start(): Promise<number>;
}

/** Signs tokens with RS256, and publishes the key. */
export interface IssuerOffers {
  /** Resolves with its address; the keys are at `/keys`. */
  start(): Promise<string>;
  /** A bearer token, as somebody's program would send it with each request. */
  token(): Promise<string>;
}

export const AUDIENCE = 'shop';

/** What a gateway is put before. */
export interface Before {
  /** Port of the instance. */
  readonly upstream: number;
  /** Address of who signs tokens. */
  readonly issuer: string;
}

export interface GatewayOffers {
  /** Resolves with the port that clients reach. */
  start(before: Before): Promise<number>;
}

export interface LoadOptions {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly inFlight: number;
  readonly seconds: number;
  /** Sent to all of them; who verifies tokens takes it. */
  readonly token: string;
}

export interface Loaded {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Why the first of those that failed did; undefined where none did. */
  readonly failure: string | undefined;
}

export interface LoadOffers {
  load(options: LoadOptions): Promise<Loaded>;
}

export const BODY = JSON.stringify({
  id: 'a3f1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
  quantity: 3,
  price: { currency: 'EUR', units: 19, nanos: 990_000_000 },
  note: 'about as long as what a small operation takes and gives',
});
