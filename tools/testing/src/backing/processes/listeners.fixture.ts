import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The TCP addresses on which a process listens, as `127.0.0.1:5432`; IPv6 ones in the kernel's own spelling. */
export function listenersOf(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed in the meantime
      }
    }),
  );
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && sockets.has(fields[9]!))
    .map((fields) => readable(fields[1]!));
}

function readable(address: string): string {
  const [host, port] = address.split(':') as [string, string];
  const bytes =
    host.length === 8
      ? host
          .match(/../g)!
          .reverse()
          .map((byte) => parseInt(byte, 16))
      : [host];
  return `${bytes.join('.')}:${parseInt(port, 16)}`;
}
