import { defineModule } from '@carveout/runtime';
import { catalog } from '@shop/catalog';
import { persistence } from './persistence/persistence.ts';

export const module = defineModule(catalog, { persistence });
