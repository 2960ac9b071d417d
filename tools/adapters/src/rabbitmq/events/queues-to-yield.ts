/** How many of its `active` queues a replica leaves to the others, when `replicas` share `queues`. */
export function queuesToYield(active: number, queues: number, replicas: number): number {
  if (replicas < 2) return 0;
  return Math.max(0, active - Math.ceil(queues / replicas));
}
