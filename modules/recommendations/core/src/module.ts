import { defineModule } from '@carveout/runtime';
import { catalog } from '@shop/catalog';
import { recommendations } from '@shop/recommendations';

export const module = defineModule(recommendations, { calls: { catalog } });
