export { CarveoutError, CarveoutErrors, throwCollected } from './carveout-error.ts';
export type { ErrorDefinition } from './carveout-error.ts';
