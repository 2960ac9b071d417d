export { createConsulDiscovery } from './create-consul-discovery.ts';
export type { ConsulLimits, ConsulOptions } from './options.ts';
