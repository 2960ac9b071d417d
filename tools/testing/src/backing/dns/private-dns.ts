import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Resolver } from 'node:dns/promises';
import type { Instance } from '@carveout/runtime';
import { installFromDistribution } from '../apt/install.ts';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { startDetached } from '../processes/detached.ts';
import { end } from '../processes/end.ts';
import { freeze } from '../processes/freeze.ts';
import { findProgram } from '../processes/find-program.ts';
import { forRestarts, freePort } from '../processes/free-port.ts';
import { run } from '../processes/run.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { throwAway } from '../rabbitmq/throw-away.ts';
import { zoneFile } from './zone.ts';
import type { ZoneLines } from './zone.ts';

/** How long it may take to come up, and to answer with what it was given. */
const ANSWERS_WITHIN_MS = 20_000;
const FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/**
 * A DNS server of one test, with the zone `svc.cluster.local`, on loopback alone. For `svc.broken.local` it is
 * responsible, and has nothing to answer with: SERVFAIL. Other names it refuses.
 */
export interface PrivateDns {
  /** `127.0.0.1:port` */
  readonly address: string;
  /**
   * Has it hold exactly these, by `<service>.<namespace>`, and further lines; resolves when it answers so. While it is
   * stopped, it is what it comes back with.
   */
  hold(services: ReadonlyMap<string, readonly Instance[]>, more?: ZoneLines): Promise<void>;
  /** Kills it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Has it stop answering, as a server that is overloaded. */
  freeze(): Promise<void>;
  /** Kills it and removes its files. */
  remove(): Promise<void>;
}

/** The installed Knot DNS, installed first where that is possible; otherwise why there is none. */
export async function requireKnot(log: (line: string) => void): Promise<string | { readonly missing: string }> {
  const found = findProgram('knotd', FOLDERS);
  if (found !== undefined) return found;
  const failure = await installFromDistribution('Knot DNS', 'knot', (line) => log(`DNS: ${line}`));
  const installed = failure === undefined ? findProgram('knotd', FOLDERS) : undefined;
  if (installed !== undefined) return installed;
  return {
    missing: `no knotd: ${failure?.reason ?? 'not found'}. Run \`${failure?.remedy ?? 'apt-get install knot'}\``,
  };
}

/** Starts a DNS server of the test's own. @param knotd the program */
export async function startPrivateDns(knotd: string): Promise<PrivateDns> {
  const { folder, add, remove } = throwAway('carveout-dns-');
  const port = await freeDnsPort();
  const address = `127.0.0.1:${port}`;
  const [configuration, zone, logFile] = ['knot.conf', 'zone', 'server.log'].map((name) => join(folder, name));
  let serial = 1;
  let running: ProcessIdentity | undefined;
  writeFileSync(configuration!, configurationFor(folder, port));
  writeFileSync(zone!, zoneFile(serial, new Map()));
  // A zone that changes while the server comes or goes would be half of what it has read.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const start = async (): Promise<void> => {
    const environment = { ...process.env };
    const command = { file: knotd, args: ['-c', configuration!], environment, folder, logFile: logFile! };
    const started = await startDetached(command);
    if (started instanceof Error) throw started;
    add(started);
    running = started;
    const answers = (): Promise<boolean> => holds(address, serial);
    const notUp = await waitUntilUp({ process: started, logFile: logFile!, answers, within: ANSWERS_WITHIN_MS });
    if (notUp !== undefined) throw new Error(`Knot DNS: ${notUp}`);
  };
  const hold: PrivateDns['hold'] = async (services, more) => {
    writeFileSync(zone!, zoneFile(++serial, services, more));
    if (running === undefined) return;
    const control = findProgram('knotc', FOLDERS)!;
    const done = await run(control, ['-c', configuration!, '-b', 'zone-reload', 'svc.cluster.local']);
    if (!done.ok) throw new Error(`Knot DNS did not reload: ${done.output}`);
    const until = Date.now() + ANSWERS_WITHIN_MS;
    while (!(await holds(address, serial))) {
      if (Date.now() > until) throw new Error(`Knot DNS does not answer with what it was given: ${done.output}`);
      await sleep(50);
    }
  };
  const stop = async (): Promise<void> => {
    if (running !== undefined) await end(running, []);
    running = undefined;
  };
  await start();
  return {
    address,
    hold: (services, more) => inTurn(() => hold(services, more)),
    stop: () => inTurn(stop),
    start: () => inTurn(start),
    freeze: () => freeze(running!),
    remove,
  };
}

function configurationFor(folder: string, port: number): string {
  return `server:
    rundir: ${folder}
    listen: 127.0.0.1@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: ${folder}
log:
  - target: stdout
    any: warning
template:
  - id: default
    storage: ${folder}
    semantic-checks: false
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
  - domain: svc.cluster.local
    file: zone
  - domain: svc.broken.local
    file: none
`;
}

/** DNS speaks UDP and TCP at one port. */
async function freeDnsPort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freePort(undefined, forRestarts);
    const socket = createSocket('udp4');
    const isFree = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false));
      socket.bind(port, '127.0.0.1', () => resolve(true));
    });
    socket.close();
    if (isFree) return port;
  }
  throw new Error('found no port of 127.0.0.1 that is free for UDP and TCP');
}

async function holds(address: string, serial: number): Promise<boolean> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  try {
    return (await resolver.resolveSoa('svc.cluster.local')).serial === serial;
  } catch {
    return false;
  }
}
