import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { skipWhereMissing } from '../vitest/index.ts';
import { oneCheckout } from '../e2e/one-checkout.ts';
import type { Answered } from '../e2e/one-checkout.ts';
import { standardTopology, StartedShops } from '../e2e/started-shops.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { missingGo, missingJava } from './toolchains.ts';

const shops = new StartedShops(testDatabase(), testVhost());

/** Until all is ready, the program's build in a folder of its own included. */
const BUILD_MS = 400_000;

/** The shop with a program in the place of `currencies`. */
const withProgram = (folder: string): string => `
deployables:
  monolith: rest
  currencies: { modules: [currencies], program: docs/examples/${folder}/start }
links: { commands: http, queries: http, events: rabbitmq }
`;

afterEach(() => shops.stopAll());

describe('a program of another language takes the place of a module by one line', { timeout: 600_000 }, () => {
  let asOneProcess: Answered;

  beforeAll(async () => {
    const { up } = await shops.start({ text: standardTopology });
    asOneProcess = await oneCheckout(up.url);
    expect(asOneProcess.text).toContain('your order is placed');
    await shops.stopAll();
  });

  describe.each([
    ['Go', 'currencies-go', missingGo()],
    ['Spring Boot', 'currencies-spring', missingJava()],
  ])('%s', (_, folder, missing) => {
    skipWhereMissing(() => missing);

    it('same checkout, same answer, and it ends when the others do', async () => {
      const { up } = await shops.start({ text: withProgram(folder) }, { readyWithinMs: BUILD_MS });
      expect(up.printed()).toContain('currencies is ready');
      expect(await oneCheckout(up.url)).toEqual(asOneProcess);
      await shops.stopAll();
    });
  });
});
