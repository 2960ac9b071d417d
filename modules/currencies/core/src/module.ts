import { defineModule } from '@carveout/runtime';
import { currencies } from '@shop/currencies';

export const module = defineModule(currencies);
