import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { asyncApiDocument } from '@carveout/adapters/asyncapi';
import { listModules } from '@carveout/runtime/topology';
import { loadContract } from '@carveout/testing/load-contract';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const require = createRequire(import.meta.url);

interface Document {
  readonly channels: Record<string, { readonly messages: Record<string, unknown> }>;
  readonly operations: Record<string, { readonly action: string }>;
}
let document: Document;

beforeAll(async () => {
  const contracts = await Promise.all(listModules(root).map((module) => loadContract(root, module)));
  document = asyncApiDocument(contracts, { title: 'Shop' }) as Document;
});

/** The published schema of AsyncAPI 3.0.0. */
function validator() {
  const file = join(require.resolve('@asyncapi/specs/package.json'), '../schemas/3.0.0-without-$id.json');
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
}

describe('the AsyncAPI document of the shop', () => {
  it('is valid by the published schema, which refuses a document without its parts', () => {
    const validate = validator();
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    const { channels: _, ...broken } = document;
    expect(validate({ ...broken, asyncapi: '9.0.0' })).toBe(false);
  });

  it('has every operation and event of every contract, each with its direction', async () => {
    const contracts = await Promise.all(listModules(root).map((module) => loadContract(root, module)));
    const wanted = contracts.flatMap(({ operations, events }) => [
      ...Object.values(operations).map(({ id }) => [id, 'receive']),
      ...Object.values(events).map(({ id }) => [id, 'send']),
    ]);
    expect(Object.entries(document.operations).map(([id, { action }]) => [id, action])).toEqual(
      expect.arrayContaining(wanted),
    );
    expect(Object.keys(document.operations)).toHaveLength(wanted.length);
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    expect(refs.length).toBeGreaterThan(20);
    const missing = refs.filter((path) => {
      let at: unknown = document;
      for (const step of path.split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
      return at === undefined;
    });
    expect(missing).toEqual([]);
  });
});
