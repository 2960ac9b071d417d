import { createSite } from './http/site.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: {}, site: createSite() });
