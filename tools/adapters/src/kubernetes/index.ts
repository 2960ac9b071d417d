export { createKubernetesDiscovery } from './create-kubernetes-discovery.ts';
export type { KubernetesOptions } from './options.ts';
