import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keptFolder } from '../folders.ts';
import { findProgram } from '../processes/find-program.ts';

/** Releases younger than the system's debootstrap are unpacked as the one they will be. */
const SCRIPTS = '/usr/share/debootstrap/scripts';

/**
 * Brings the RabbitMQ of another release of Debian beside the system's own: `npm run rabbitmq:bring -- <release>`, as
 * root on Debian, with `debootstrap`. Prints the folder that CARVEOUT_RABBITMQ_PROGRAMS is to name.
 *
 * The release is unpacked into a folder. Its programs run with its `usr` in place of the system's, in a mount namespace
 * of each, and see everything else as it is: data, ports and process ids are those of any other broker.
 */
const [release, ...more] = process.argv.slice(2);
if (release === undefined || more.length > 0 || !/^[a-z]+$/.test(release)) {
  throw new Error('name one release of Debian: trixie, forky');
}
for (const program of ['debootstrap', 'unshare', 'chroot', 'mount']) {
  if (findProgram(program, ['/usr/sbin', '/sbin']) === undefined) throw new Error(`there is no ${program} on the PATH`);
}
const folder = join(keptFolder(resolve(import.meta.dirname, '../../../../..')), 'tools', `rabbitmq-${release}`);
const root = join(folder, 'root');
if (!existsSync(root)) unpack();
const [version] = readdirSync(join(root, 'usr/lib/rabbitmq/lib'));
const sbin = `/usr/lib/rabbitmq/lib/${version}/sbin`;
const programs = {
  'rabbitmq-server': `${sbin}/rabbitmq-server`,
  rabbitmqctl: `${sbin}/rabbitmqctl`,
  epmd: '/usr/bin/epmd',
};
for (const [name, program] of Object.entries(programs)) {
  const file = join(folder, name);
  const inNamespace = `mount --bind ${quoted(join(root, 'usr'))} /usr && exec "$0" "$@"`;
  writeFileSync(
    file,
    `#!/bin/sh\nexec unshare --mount --propagation private sh -c ${quoted(inNamespace)} ${program} "$@"\n`,
  );
  chmodSync(file, 0o755);
}
console.log(`${version} is there: CARVEOUT_RABBITMQ_PROGRAMS=${folder}`);

function unpack(): void {
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // The empty text stands for the mirror that it has by itself.
  const script = existsSync(join(SCRIPTS, release!)) ? [] : ['', join(SCRIPTS, 'sid')];
  execute('debootstrap', ['--variant=minbase', release!, unfinished, ...script]);
  // Nothing is started that it installs.
  writeFileSync(join(unfinished, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const install = [
    `mount --rbind /dev ${quoted(join(unfinished, 'dev'))}`,
    `mount -t proc proc ${quoted(join(unfinished, 'proc'))}`,
    `exec chroot ${quoted(unfinished)} apt-get install --yes --no-install-recommends rabbitmq-server`,
  ].join(' && ');
  execute('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', install]);
  renameSync(unfinished, root);
}

function execute(file: string, args: readonly string[]): void {
  console.log([file, ...args].join(' '));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error } = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} ended with ${status}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
