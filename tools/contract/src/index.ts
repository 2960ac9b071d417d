export { DOOR } from './envelope.ts';
export type { Envelope } from './envelope.ts';
export type { Access, OwnerRule, Principal } from './access.ts';
