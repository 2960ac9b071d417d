/** The words that the topology's own keys and values may be. */
export const SECTIONS = ['deployables', 'links', 'discovery', 'config', 'ports'];
export const DEPLOYABLE_KEYS = ['modules', 'replicas'];
export const TRAFFIC = ['commands', 'queries', 'events'];
export const LINKS = ['in-process', 'rabbitmq', 'http'];
export const LINKS_NOW = ['in-process', 'rabbitmq'];
export const DISCOVERY = ['static', 'eureka', 'consul', 'kubernetes'];
export const DISCOVERY_NOW = ['static'];
