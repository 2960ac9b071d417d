import type { Announced, Discovery, Instance, See } from '../../ports/index.ts';
import { Member } from '../member.ts';

export function instance(id: string, fields: Partial<Instance> = {}): Instance {
  return { id, host: '127.0.0.1', ports: { link: 4000 }, secure: false, metadata: {}, ...fields };
}

export function member(id: string, fields: Partial<Instance> = {}): Member {
  return new Member(instance(id, fields));
}

/** A registry that says what a test tells it to. */
export class ToldDiscovery implements Discovery {
  readonly name = 'told';
  readonly delayMs = 0;
  fault: string | undefined;
  see: See = () => undefined;

  start(_modules: readonly string[], see: See): Promise<void> {
    this.see = see;
    return Promise.resolve();
  }

  announce(): Promise<Announced> {
    return Promise.resolve({ withdraw: () => Promise.resolve() });
  }

  health(): string | undefined {
    return this.fault;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
