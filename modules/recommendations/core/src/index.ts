import { forProducts } from './handlers/for-products.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: { forProducts } });
