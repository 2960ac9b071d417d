import { z } from 'zod';
import { timeOf } from './resilience.ts';

/** The name of the deployable that a section `gateway` makes. */
export const GATEWAY = 'gateway';

const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, h: 3_600 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1_024, MiB: 1_048_576 };

const time = (least: number, most: number) =>
  z.union([z.number(), z.string()]).transform((value, context) => {
    const ms = timeOf(value);
    if (ms !== undefined && Number.isInteger(ms) && ms >= least && ms <= most) return ms;
    context.addIssue(`must be a time from ${least}ms to ${most}ms, such as '500ms' or '2s'`);
    return z.NEVER;
  });

const rate = z.string().transform((value, context) => {
  const [, number, unit] = /^([1-9]\d{0,8}) ?\/ ?(s|sec|min|h)$/.exec(value) ?? [];
  if (number !== undefined && unit !== undefined) return { requests: Number(number), seconds: SECONDS[unit]! };
  context.addIssue("must be a number of requests in a time, such as '20/s', '600/min' or '5000/h'");
  return z.NEVER;
});

const size = z.union([z.number(), z.string()]).transform((value, context) => {
  const [, number, unit = 'B'] = /^(\d{1,12}) ?(B|KiB|MiB)?$/.exec(String(value)) ?? [];
  const bytes = Number(number) * BYTES[unit]!;
  if (bytes >= 1 && bytes <= 1_073_741_824) return bytes;
  context.addIssue("must be a size from 1 B to 1024 MiB, such as '64KiB'");
  return z.NEVER;
});

/** As browsers send it, or no page would ever be let in by it: without the port that is its scheme's own. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[a-z\d.-]+(:\d{1,5})?$/.test(text) && URL.parse(text)?.origin === text;

const origin = z.string().refine(isOrigin, {
  error: ({ input }) => {
    const sent = URL.parse(String(input))?.origin ?? '';
    return `must be an origin as browsers send it, such as '${isOrigin(sent) ? sent : 'https://shop.example.com'}'`;
  },
});

const secureUrl = z.url({ protocol: /^https?$/, error: "must be an address, such as 'https://id.example.com'" });

/** What the gateway asks of requests on a route. A more exact line wins, value by value. */
const RoutePolicy = z.strictObject({
  /** How many requests one client may make. @default 50 a second */
  rate: rate.optional(),
  /** Milliseconds within which the answer must begin. @default 15000 */
  within: time(10, 3_600_000).optional(),
  /** Largest body, in bytes. @default 65536 */
  body: size.optional(),
  /** Queries only: milliseconds for which answers may be kept where the answer itself says nothing. @default none */
  cache: time(1_000, 86_400_000).optional(),
});

const Tokens = z.strictObject({
  /** Who must have issued them: the claim `iss`, and where its keys are found by OpenID Connect Discovery. */
  issuer: secureUrl,
  /** Whom they must be for: the claim `aud`. */
  audience: z.string().min(1),
  /** Address of the issuer's key set (RFC 7517), where Discovery is not to be used. */
  keys: secureUrl.optional(),
  /** The only signatures that count. No symmetric ones: a public key is no secret. */
  algorithms: z
    .array(
      z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']),
    )
    .min(1)
    .default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  /** The claim that lists roles; dots lead inside. */
  roles: z.string().min(1).default('roles'),
});

/** Visitors without an account, known by a random secret in a cookie; who they are is its SHA-256. */
const Sessions = z.strictObject({
  cookie: z.string().regex(/^[\w-]{1,64}$/, 'must be the name of a cookie'),
  roles: z.array(z.string().min(1)).default([]),
});

export const GatewaySection = z.strictObject({
  replicas: z.int().min(1).max(64).default(1),
  tokens: Tokens.optional(),
  sessions: Sessions.optional(),
  /** Web origins whose pages may call the API (CORS). */
  origins: z.array(origin).default([]),
  /** By `defaults`, `<module>` or `<module>.<operation>`. */
  routes: z.record(z.string(), RoutePolicy).default({}),
});

/** The gateway of a topology: one entry for clients, whatever runs where behind it. */
export type Gateway = z.output<typeof GatewaySection>;
/** How bearer tokens are verified. */
export type Tokens = z.output<typeof Tokens>;
export type Sessions = z.output<typeof Sessions>;
export type RoutePolicy = z.output<typeof RoutePolicy>;
