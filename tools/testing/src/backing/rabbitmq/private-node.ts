import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';
import { isGoneWithin, signal as signalProcess } from '../processes/end.ts';
import { freeze } from '../processes/freeze.ts';
import { stopRabbitmqNode } from './node.ts';

/** A node that belongs to one test, to be stopped, killed, frozen and started again at will. */
export interface PrivateNode {
  /** Stays the same over stop and start. */
  readonly url: string;
  readonly managementUrl: string;
  readonly port: number;
  /** Of the running node; the last one's while it is down. */
  readonly pid: number;
  /** Starts it again on the same ports and data: about 8 s. */
  start(): Promise<void>;
  /** Cleanly: about 6 s. */
  stop(): Promise<void>;
  /** @default SIGKILL. After a deadly signal, answers once the process is gone, after SIGSTOP once it stands still. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Runs `rabbitmqctl` against it and answers its output. */
  ctl(...args: string[]): Promise<string>;
}

export interface PrivateNodeParts {
  readonly url: string;
  readonly managementUrl: string;
  readonly server: ProcessIdentity;
  /** Starts the server anew. */
  launch(): Promise<ProcessIdentity>;
  ctl(args: readonly string[]): Promise<string>;
}

export function privateNode({ url, managementUrl, server, launch, ctl }: PrivateNodeParts): PrivateNode {
  let running = server;
  return {
    url,
    managementUrl,
    port: Number(new URL(url).port),
    get pid() {
      return running.pid;
    },
    async start() {
      if (!isAlive(running)) running = await launch();
    },
    stop: () => stopRabbitmqNode([running], true),
    async kill(signal = 'SIGKILL') {
      if (signal === 'SIGSTOP') return freeze(running);
      signalProcess(running, signal);
      if (signal !== 'SIGCONT' && signal !== 'SIGHUP') await isGoneWithin(running, 30_000);
    },
    ctl: (...args) => ctl(args),
  };
}
