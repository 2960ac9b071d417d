import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { gatewayKeys } from './principals.ts';

/** What starts a program that hosts `currencies`. */
export interface Launch {
  readonly file: string;
  readonly parameters: readonly string[];
  /** Until it is ready, its build included, in ms. */
  readonly readyWithinMs: number;
}

/** A program that runs, as `up` would have started it, on ports of its own choice. */
export interface Program {
  readonly secret: string;
  readonly ports: Ports;
  /** SIGTERM; resolves with the exit code, null after a signal. */
  stop(): Promise<number | null>;
}

/** On 127.0.0.1. */
export interface Ports {
  readonly door: number;
  readonly link: number;
  readonly admin: number;
}

interface ReadyLine {
  readonly event: 'ready';
  readonly port: number;
  readonly linkPort: number;
  readonly adminPort: number;
}

const KILL_AFTER_MS = 90_000;

/** Starts a program and waits until it says, in a line of JSON, that it is ready, and where. */
export async function startProgram(launch: Launch, environment: Readonly<Record<string, string>>): Promise<Program> {
  const secret = 'a-secret-of-the-tests-of-twins-0123456789';
  const child = spawn(launch.file, launch.parameters, {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      LINK_PORT: '0',
      ADMIN_PORT: '0',
      CARVEOUT_HOST: '127.0.0.1',
      CARVEOUT_LINK_SECRET: secret,
      CARVEOUT_DEPLOYABLE_INSTANCE: 'currencies-1',
      CARVEOUT_GATEWAY_KEYS: gatewayKeys.keys,
      EUREKA_URL: '',
      // A batch of much work is not to be refused: hosts differ in what they take for too much.
      CARVEOUT_SHEDDING: 'off',
      ...environment,
    },
  });
  const printed: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<Ports>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${launch.file} ${why}:\n${printed.join('\n')}`));
    const timer = setTimeout(() => fail(`was not ready within ${launch.readyWithinMs} ms`), launch.readyWithinMs);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const ports = portsIn(line);
        if (ports !== undefined) resolve(ports);
      });
    child.once('error', (error) => fail(error.message));
    void ended.then((code) => fail(`ended with ${code}`));
    void ended.then(() => clearTimeout(timer));
  });
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  try {
    return { secret, ports: await ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const workspace = new URL('../../../../', import.meta.url).pathname;

function portsIn(line: string): Ports | undefined {
  if (!line.includes('"ready"')) return undefined;
  try {
    const { event, port, linkPort, adminPort } = JSON.parse(line) as ReadyLine;
    return event === 'ready' ? { door: port, link: linkPort, admin: adminPort } : undefined;
  } catch {
    return undefined;
  }
}
