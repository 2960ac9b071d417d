/** Where a process listens when its environment does not say. */
export interface UsualPorts {
  /** For requests, of clients or of a gateway. */
  readonly http: number;
  /** For calls over HTTP. */
  readonly link: number;
  /** For metrics and health in detail, on loopback. */
  readonly admin: number;
}

/** Those of a container or a machine that runs one process: others must know them, as a Service or a proxy's configuration. */
const FIXED: UsualPorts = { http: 3000, link: 3100, admin: 3001 };
const ANY: UsualPorts = { http: 0, link: 0, admin: 0 };

/**
 * In production, and for a door, the fixed ports 3000, 3100 and 3001. Otherwise any free ones: there may be many on one
 * machine, and nobody types their ports.
 */
export function usualPorts(env: NodeJS.ProcessEnv, isDoor: boolean): UsualPorts {
  return isDoor || env['NODE_ENV'] === 'production' ? FIXED : ANY;
}

/** The address at which a process listens, its admin port excepted: `CARVEOUT_HOST`, by default loopback, in production everywhere. */
export function hostOf(env: NodeJS.ProcessEnv): string {
  return env['CARVEOUT_HOST'] || (env['NODE_ENV'] === 'production' ? '0.0.0.0' : '127.0.0.1');
}
