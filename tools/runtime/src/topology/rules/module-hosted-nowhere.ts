import { CarveoutError } from '../../errors/carveout-error.ts';
import { moduleHostedNowhere } from '../errors/carv-210-module-hosted-nowhere.ts';
import type { Rule } from './rule.ts';

export const checkHostedSomewhere: Rule = ({ source, sections, deployables }) => {
  if (deployables.length === 0 || deployables.some(({ rest }) => rest)) return [];
  const hosted = new Set(deployables.flatMap(({ modules }) => modules.map((module) => module.text)));
  const at = source.place(sections.find(({ key }) => key.text === 'deployables')?.key.node);
  return source.modules
    .filter((module) => !hosted.has(module))
    .map(
      (module) =>
        new CarveoutError(
          moduleHostedNowhere,
          `${at}: no deployable hosts the module '${module}'. Add it to one, or let one host the 'rest'.`,
        ),
    );
};
