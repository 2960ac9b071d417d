/** The words that the topology's own keys and values may be. */
export const SECTIONS = ['deployables', 'links', 'discovery', 'config', 'ports', 'resilience', 'gateway'];
export const DEPLOYABLE_KEYS = ['modules', 'replicas', 'program'];
export const TRAFFIC = ['commands', 'queries', 'events'];
export const LINKS = ['in-process', 'rabbitmq', 'http'];
/** Events need somebody who keeps them while nobody listens. */
export const EVENT_LINKS = ['in-process', 'rabbitmq'];
export const DISCOVERY = ['static', 'eureka', 'consul', 'kubernetes'];
