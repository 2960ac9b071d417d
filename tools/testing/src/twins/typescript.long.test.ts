import { describeTwin } from './describe-twin.ts';
import { typescriptCore } from './launches.ts';

describeTwin('currencies in TypeScript', typescriptCore);
