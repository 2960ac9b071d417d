import { convertAll } from './handlers/convert-all.ts';
import { convert } from './handlers/convert.ts';
import { supported } from './handlers/supported.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: { convert, convertAll, supported } });
