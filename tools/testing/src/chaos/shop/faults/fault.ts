import type { Weather } from '../../proxy/conditions.ts';

/** Which of a process's ways is broken: to its database, to the broker, or of others to it, over HTTP. */
export type Way = 'database' | 'broker' | 'link';

/** One thing that goes wrong. Times are in ms. */
export type Fault =
  /** SIGKILL; it is started again. */
  | { readonly kind: 'kill'; readonly process: string }
  /** SIGTERM, as in a roll-out; it is started again. */
  | { readonly kind: 'restart'; readonly process: string }
  /** SIGSTOP, and SIGCONT after so long. */
  | { readonly kind: 'freeze'; readonly process: string; readonly ms: number }
  /** Its connections are reset. */
  | { readonly kind: 'reset'; readonly process: string; readonly way: Way }
  /** Its connections are slow, lossy or silent for so long. */
  | {
      readonly kind: 'weather';
      readonly process: string;
      readonly way: Way;
      readonly weather: Weather;
      readonly ms: number;
    }
  /** `pg_terminate_backend` for all connections of a process's modules. */
  | { readonly kind: 'terminate'; readonly process: string }
  /** SIGKILL for a broker node, which is started again after so long. */
  | { readonly kind: 'broker-kill'; readonly node: number; readonly ms: number }
  /** SIGSTOP for a broker node, and SIGCONT after so long. */
  | { readonly kind: 'broker-freeze'; readonly node: number; readonly ms: number };

/** Under which a fault is counted: its kind, with the way that it breaks where it breaks one, such as `reset link`. */
export function countedAs(fault: Fault): string {
  return 'way' in fault ? `${fault.kind} ${fault.way}` : fault.kind;
}

/** A fault in one line. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.process}`;
    case 'restart':
      return `restart ${fault.process} (SIGTERM)`;
    case 'freeze':
      return `freeze ${fault.process} for ${seconds(fault.ms)}`;
    case 'reset':
      return fault.way === 'link'
        ? `reset the connections of callers to ${fault.process}`
        : `reset the ${fault.way} connections of ${fault.process}`;
    case 'weather':
      return `${describeWeather(fault.weather)} between ${fault.process} and its ${otherEnd[fault.way]} for ${seconds(fault.ms)}`;
    case 'terminate':
      return `terminate the database backends of ${fault.process}`;
    case 'broker-kill':
      return `kill broker node ${fault.node + 1}, start it again after ${seconds(fault.ms)}`;
    case 'broker-freeze':
      return `freeze broker node ${fault.node + 1} for ${seconds(fault.ms)}`;
  }
}

const otherEnd: Readonly<Record<Way, string>> = { database: 'database', broker: 'broker', link: 'callers' };

function describeWeather({ delayMs, loss, silent }: Weather): string {
  if (silent !== undefined) return silent === 'both' ? 'silence' : `silence ${silent.replace('-', ' the ')}`;
  return loss === undefined ? `${delayMs} ms delay` : `${Math.round(loss * 100)}% loss`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
