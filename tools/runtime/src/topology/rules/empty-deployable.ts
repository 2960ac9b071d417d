import { isSeq } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { emptyDeployable } from '../errors/carv-211-empty-deployable.ts';
import { isNothing } from '../source.ts';
import type { Rule } from './rule.ts';

export const checkNoneEmpty: Rule = ({ source, deployables }) => {
  const named = new Set(deployables.flatMap(({ modules }) => modules.map((module) => module.text)));
  const nothingIsLeft = source.modules.every((module) => named.has(module));
  return deployables.flatMap(({ name, hosted, rest }) => {
    const place = source.place(name.node);
    const cure = 'Give it a module, or remove the line.';
    if (isNothing(hosted) || (isSeq(hosted) && hosted.items.length === 0)) {
      return [new CarveoutError(emptyDeployable, `${place}: the deployable '${name.text}' hosts no module. ${cure}`)];
    }
    if (rest === undefined || !nothingIsLeft) return [];
    const why = 'hosts the rest, and other deployables name every module';
    return [new CarveoutError(emptyDeployable, `${place}: the deployable '${name.text}' ${why}. ${cure}`)];
  });
};
