export { createStaticDiscovery } from './create-static-discovery.ts';
export type { StaticAddress, StaticOptions } from './options.ts';
