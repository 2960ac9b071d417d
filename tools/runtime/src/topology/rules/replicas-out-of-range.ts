import { isScalar } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { replicasOutOfRange } from '../errors/carv-215-replicas-out-of-range.ts';
import type { Rule } from './rule.ts';

const MOST = 64;

export const checkReplicas: Rule = ({ source, deployables }) =>
  deployables.flatMap(({ name, replicas }) => {
    const count = isScalar(replicas) ? replicas.value : undefined;
    if (typeof count !== 'number' || (Number.isInteger(count) && count >= 1 && count <= MOST)) return [];
    const place = source.place(replicas);
    const message = `${place}: the deployable '${name.text}' cannot have ${count} replicas. Use a whole number from 1 to ${MOST}.`;
    return [new CarveoutError(replicasOutOfRange, message)];
  });
