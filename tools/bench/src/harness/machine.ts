import { cpus, release, totalmem } from 'node:os';

/** What the figures were measured on, a line each; `servers` are versions of the backing services. */
export function describeMachine(servers: readonly string[]): string[] {
  const processors = cpus();
  return [
    `Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${release()}`,
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown CPU'}, ${(totalmem() / 2 ** 30).toFixed(1)} GB`,
    ...servers,
  ];
}
