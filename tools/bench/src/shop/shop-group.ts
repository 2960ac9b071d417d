import { join } from 'node:path';
import type { Group } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';
import { bootFigure, withBoots } from './boot-figure.ts';
import { pageMixFigure, withShops } from './page-mix-figure.ts';

const workspace = join(import.meta.dirname, '../../../..');

/** The reference shop as a whole, and what one of its processes costs. */
export function shopGroup(servers: Servers): Group {
  return {
    name: 'shop',
    figures: [pageMixFigure, bootFigure],
    run: async (figure, measure) => {
      const broker = await servers.broker();
      if (figure === pageMixFigure) await withShops(workspace, broker, await servers.database(), measure);
      else await withBoots(workspace, broker, measure);
    },
    end: async () => undefined,
  };
}
