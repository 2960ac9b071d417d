import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');

interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** The folder of a dependency as Node finds it from a package's own folder. */
function resolve(from: string, name: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') throw new Error(`package-lock.json has no ${name} for ${from}`);
  }
}

/** All that comes with eureka-js-client: the name under which each was published, and its version. */
function tree(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  const waiting = [resolve('', 'eureka-js-client')];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const {
      name = place.slice(place.lastIndexOf('node_modules/') + 13),
      version = '',
      dependencies = {},
    } = packages[place]!;
    found.set(name, [...(found.get(name) ?? []), version]);
    waiting.push(...Object.keys(dependencies).map((dependency) => resolve(place, dependency)));
  }
  return found;
}

it('eureka-js-client comes without the packages, and the versions, that have known holes', () => {
  const shipped = tree();
  expect(shipped.get('eureka-js-client')).toEqual(['4.5.0']);
  // Unmaintained since 2020; a fork that is maintained stands in its place.
  expect(shipped.has('request')).toBe(false);
  expect(shipped.get('@cypress/request')).toEqual(['4.0.1']);
  const least = { 'tough-cookie': '4.1.3', 'form-data': '4.0.4', qs: '6.14.1', 'har-validator': undefined };
  const older = Object.entries(least).flatMap(([name, version]) =>
    (shipped.get(name) ?? [])
      .filter((one) => version === undefined || isOlder(one, version))
      .map((one) => `${name} ${one}`),
  );
  expect(older).toEqual([]);
  for (const name of ['tough-cookie', 'form-data', 'qs']) expect(shipped.has(name), name).toBe(true);
});

it('what is installed is what the lock file says', () => {
  const installed = createRequire(createRequire(import.meta.url).resolve('eureka-js-client'))('request/package.json');
  expect(installed).toMatchObject({ name: '@cypress/request', version: '4.0.1' });
});

it('an older version is told from a newer one', () => {
  const pairs = [
    ['4.1.2', '4.1.3'],
    ['2.99.0', '4.0.4'],
    ['6.9.0', '6.14.1'],
  ] as const;
  for (const [older, newer] of pairs) expect([isOlder(older, newer), isOlder(newer, older)]).toEqual([true, false]);
  expect(isOlder('4.1.3', '4.1.3')).toBe(false);
});

function isOlder(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) < 0;
}
