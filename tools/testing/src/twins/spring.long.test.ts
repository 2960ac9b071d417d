import { describeTwin } from './describe-twin.ts';
import { springTwin } from './launches.ts';
import { missingJava } from './toolchains.ts';

describeTwin('currencies in Spring Boot', springTwin, missingJava());
