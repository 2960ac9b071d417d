import { describeTwin } from './describe-twin.ts';
import { goTwin } from './launches.ts';
import { missingGo } from './toolchains.ts';

describeTwin('currencies in Go', goTwin, missingGo());
