import { command, defineContract, query } from '@carveout/contract';
import { parseTopology } from '@carveout/runtime/topology';
import { z } from 'zod';
import { planGateway } from '../../generate/plan.ts';
import type { GatewayPlan } from '../../generate/plan.ts';
import type { Address } from '../../generate/instances.ts';

const Thing = z.object({ id: z.string() });

/** A contract with what configurations have to tell apart. */
export const things = defineContract('things', {
  list: query({ input: z.object({}), output: z.array(Thing), http: 'GET /api/things', access: 'public' }),
  byId: query({ input: z.object({ id: z.string() }), output: Thing, http: 'GET /api/things/:id', access: 'customer' }),
  newest: query({ input: z.object({}), output: Thing, http: 'GET /api/things/newest', access: 'public' }),
  add: command({ input: Thing, output: Thing, http: 'POST /api/things', access: 'customer' }),
  change: command({ input: Thing, output: Thing, http: 'PUT /api/things/:id', access: 'customer' }),
  touch: command({
    input: z.object({ thing: z.string() }),
    output: Thing,
    http: 'PUT /api/things/:thing/touched',
    access: 'customer',
    idempotent: true,
  }),
  remove: command({ input: z.object({ id: z.string() }), output: Thing, http: 'DELETE /api/things/:id' }),
  secret: query({ input: z.object({}), output: Thing }),
});

const storefront = defineContract('storefront', {});

export interface PlanSettings {
  /** Lines under `gateway:`, in YAML's flow style. */
  readonly gateway?: string;
  /** Of `things`, of `storefront`, and of the identity endpoint; all by name when left out. */
  readonly instances?: Readonly<Record<string, readonly Address[]>>;
}

export function planOf({ gateway = '{}', instances }: PlanSettings = {}): GatewayPlan {
  const links = '{ commands: rabbitmq, queries: rabbitmq, events: rabbitmq }';
  const text = `deployables: { store: [things], storefront: [storefront] }\nlinks: ${links}\ngateway: ${gateway}`;
  const topology = parseTopology(text, { file: 'topology.yaml', modules: ['things', 'storefront'] });
  return planGateway([things, storefront], topology, {
    instances: instances && new Map(Object.entries(instances)),
  });
}
