import type { ErrorDefinition } from '@carveout/runtime';

export const optionRefused: ErrorDefinition = { code: 'CARV-430', title: 'An option of the HTTP link is refused' };
