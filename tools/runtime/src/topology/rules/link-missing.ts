import { CarveoutError } from '../../errors/carveout-error.ts';
import { wordOf } from '../draft.ts';
import { linkMissing } from '../errors/carv-214-link-missing.ts';
import { TRAFFIC } from './known.ts';
import type { Rule } from './rule.ts';

export const checkLinksPresent: Rule = ({ source, sections, deployables, links }) => {
  if (deployables.length < 2) return [];
  const section = sections.find(({ key }) => key.text === 'links');
  return TRAFFIC.flatMap((traffic) => {
    const link = links.find(({ key }) => key.text === traffic);
    if (link !== undefined && wordOf(link.value)?.text !== 'in-process') return [];
    const place = source.place(link?.value ?? section?.key.node ?? deployables[1]!.name.node);
    const has = link === undefined ? 'there is none' : `'in-process' does not leave a process`;
    return [
      new CarveoutError(
        linkMissing,
        `${place}: modules in different deployables need a link for ${traffic}, and ${has}. ` +
          `Write '${traffic}: rabbitmq' under 'links'.`,
      ),
    ];
  });
};
