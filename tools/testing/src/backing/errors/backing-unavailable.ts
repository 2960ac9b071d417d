import type { ErrorDefinition } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';

/** No source gave a server that was asked for. */
export class BackingUnavailable extends CarveoutError {
  readonly tried: readonly Tried[];
  /** The one command that would change it. */
  readonly remedy: string;

  /** @param variable the one that may name a server instead, where that helps */
  constructor(definition: ErrorDefinition, what: string, tried: readonly Tried[], remedy: string, variable?: string) {
    const list = tried.map(({ origin, reason }) => `\n  ${origin}: ${reason}`).join('');
    const cure = `Run \`${remedy}\`${variable === undefined ? '' : `, or name a server with ${variable}`}.`;
    super(definition, `${what} is needed and none could be had. Tried:${list}\n${cure}`);
    this.name = 'BackingUnavailable';
    this.tried = tried;
    this.remedy = remedy;
  }
}

/** The command that installs a distribution's package here, as far as the kit knows the system. */
export function installCommand(packages: { readonly debian: string; readonly homebrew: string }): string {
  if (process.platform === 'darwin') return `brew install ${packages.homebrew}`;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install --no-install-recommends ${packages.debian}`;
}
