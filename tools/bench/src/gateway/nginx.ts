import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../harness/free-port.ts';
import { untilOk } from '../shop/until-ok.ts';

export interface RunningNginx {
  readonly pid: number;
  readonly port: number;
  end(): Promise<void>;
}

const BINARY = 'nginx';

export function hasNginx(): boolean {
  return spawnSync(BINARY, ['-v'], { env: environment() }).status === 0;
}

/** The distribution's nginx with one worker in front of `upstream`, in a folder of its own. */
export async function startNginx(upstream: number): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, upstream));
  const child = spawn(BINARY, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  // It has no channel that ends it with this process.
  process.once('exit', () => child.kill('SIGKILL'));
  try {
    await untilOk(`http://127.0.0.1:${port}/`, 5_000, 20, () => child.exitCode !== null);
  } catch (error) {
    await end();
    throw error;
  }
  return { pid: child.pid!, port, end };
}

/** Servers of a distribution lie where a user's path may not lead. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` });

function configuration(folder: string, port: number, upstream: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ');
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  ${temporary}
  access_log off;
  keepalive_requests 1000000;
  upstream things { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://things;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`;
}
