import type { ErrorDefinition } from '@carveout/runtime';

export const notAHost: ErrorDefinition = { code: 'CARV-435', title: 'What answered a call is no host of modules' };
