import type { ErrorDefinition } from '@carveout/runtime/errors';

export const noLettersKept: ErrorDefinition = { code: 'CARV-627', title: 'A module keeps no dead letters here' };
