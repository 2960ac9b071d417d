import { join } from 'node:path';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { startDetached } from '../processes/detached.ts';
import { end } from '../processes/end.ts';
import { forRestarts, freePort } from '../processes/free-port.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { throwAway } from '../rabbitmq/throw-away.ts';
import { findConsul } from './find-consul.ts';
import { startStandIn } from './stand-in/stand-in.ts';

/** A Consul that belongs to one test. It keeps all in memory, and listens on loopback alone. */
export interface PrivateConsul {
  readonly url: string;
  /** What it is, for messages: Consul itself, or the stand-in. */
  readonly kind: string;
  /** Kills it. */
  stop(): Promise<void>;
  /** Starts it again at the same address, with an empty memory. */
  start(): Promise<void>;
  /** Kills it and removes what it has written. */
  remove(): Promise<void>;
}

/**
 * Starts the Consul that is found, else a stand-in that speaks as much of its HTTP API as the adapter uses.
 *
 * @param hcl further configuration, which the stand-in does not have
 */
export async function startPrivateConsul(hcl?: string): Promise<PrivateConsul> {
  const program = findConsul();
  if (program === undefined) return startStandIn();
  const { folder, add, remove } = throwAway('carveout-consul-');
  const [http, serf, server] = [
    await freePort(undefined, forRestarts),
    await freePort(undefined, forRestarts),
    await freePort(undefined, forRestarts),
  ];
  const url = `http://127.0.0.1:${http}`;
  let running: ProcessIdentity | undefined;
  const start = async (): Promise<void> => {
    const logFile = join(folder, 'server.log');
    const started = await startDetached({
      file: program,
      args: [...argumentsFor({ http, serf, server }), ...(hcl === undefined ? [] : [`-hcl=${hcl}`])],
      environment: { ...process.env, CONSUL_HTTP_TOKEN: '' },
      folder,
      logFile,
    });
    if (started instanceof Error) throw started;
    add(started);
    running = started;
    const notUp = await waitUntilUp({ process: started, logFile, answers: () => hasLeader(url), within: 60_000 });
    if (notUp !== undefined) throw new Error(`Consul: ${notUp}`);
  };
  await start();
  return { url, kind: program, stop: () => end(running!, []), start, remove };
}

interface Ports {
  readonly http: number;
  readonly serf: number;
  readonly server: number;
}

function argumentsFor({ http, serf, server }: Ports): string[] {
  const ports = { http, 'serf-lan': serf, server, 'serf-wan': -1, dns: -1, grpc: -1, 'grpc-tls': -1 };
  return [
    ...['agent', '-dev', '-node=carveout', '-bind=127.0.0.1', '-client=127.0.0.1', '-log-level=warn'],
    ...Object.entries(ports).map(([name, port]) => `-${name}-port=${port}`),
  ];
}

async function hasLeader(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/status/leader`, { signal: AbortSignal.timeout(1_000) });
    return answer.ok && /:\d/.test(await answer.text());
  } catch {
    return false;
  }
}
