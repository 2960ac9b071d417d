import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const moduleHostedTwice: ErrorDefinition = { code: 'CARV-209', title: 'A module is hosted twice' };
