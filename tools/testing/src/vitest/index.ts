export { suiteOn } from './suite-on.ts';
export { needNginx } from './need-nginx.ts';
export type { NginxNeed } from './need-nginx.ts';
export { need } from './needs.ts';
export type { BackingName } from './provided.ts';
export { testDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
export { testVhost } from './test-vhost.ts';
export type { TestVhost } from './test-vhost.ts';
