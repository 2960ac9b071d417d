export { createEurekaDiscovery } from './create-eureka-discovery.ts';
export type { EurekaOptions } from './options.ts';
