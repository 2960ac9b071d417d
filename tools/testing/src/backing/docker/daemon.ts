import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Why no Docker daemon can be used, found out without loading a Docker client; `undefined` when one answers. */
export async function whyNoDocker(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const named = environment['DOCKER_HOST'];
  if (named) {
    // Containers are published on their own machine's loopback alone.
    if (isElsewhere(named)) return `DOCKER_HOST (${named}) is another machine`;
    return (await answersPing(named)) ? undefined : `no Docker daemon answers at DOCKER_HOST (${named})`;
  }
  const sockets = socketPaths(environment).filter((path) => existsSync(path));
  if (sockets.length === 0) return 'there is no Docker socket';
  for (const path of sockets) if (await answersPing(`unix://${path}`)) return undefined;
  return `no Docker daemon answers at ${sockets.join(' or ')}`;
}

function isElsewhere(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol !== 'unix:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function socketPaths(environment: NodeJS.ProcessEnv): string[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
  ];
}

async function answersPing(address: string): Promise<boolean> {
  const url = new URL(address);
  const target =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: Number(url.port || 2375) };
  return new Promise((resolve) => {
    const ping = request({ ...target, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume();
      // A daemon that wants TLS answers 400 to plain HTTP: it is there, and the client knows how to speak to it.
      resolve(response.statusCode === 200 || response.statusCode === 400);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => resolve(false));
    ping.end();
  });
}
