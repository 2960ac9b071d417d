import { spawn } from 'node:child_process';

/**
 * Stands before a program that is not ours, so that it is stopped and ends as ours do: `node run-program.ts <program>`.
 * The preload of every process sees to it that this one does not outlive who started it.
 */
const [program] = process.argv.slice(2);
const child = spawn(program!, [], { stdio: ['ignore', 'inherit', 'inherit'] });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
process.on('exit', () => child.kill('SIGKILL'));
child.once('error', (error) => {
  process.stderr.write(`${program}: ${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 0 : 1)));
