import { byId } from './handlers/by-id.ts';
import { cancel } from './handlers/cancel.ts';
import { mine } from './handlers/mine.ts';
import { place } from './handlers/place/index.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: { place, byId, mine, cancel } });
