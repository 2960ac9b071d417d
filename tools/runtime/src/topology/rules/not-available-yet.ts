import { CarveoutError } from '../../errors/carveout-error.ts';
import { wordOf } from '../draft.ts';
import type { Word } from '../draft.ts';
import { notAvailableYet } from '../errors/carv-213-not-available-yet.ts';
import { listed } from '../near-names.ts';
import { DISCOVERY, DISCOVERY_NOW, LINKS, LINKS_NOW } from './known.ts';
import type { Rule } from './rule.ts';

export const checkAvailable: Rule = ({ source, links, discovery }) => {
  const check = (
    word: Word | undefined,
    what: string,
    known: readonly string[],
    now: readonly string[],
  ): CarveoutError[] => {
    if (word === undefined || !known.includes(word.text) || now.includes(word.text)) return [];
    const message = `${source.place(word.node)}: this version has no ${what} '${word.text}' yet. Use ${listed(now, 'or')}.`;
    return [new CarveoutError(notAvailableYet, message)];
  };
  return [
    ...links.flatMap(({ value }) => check(wordOf(value), 'link', LINKS, LINKS_NOW)),
    ...check(discovery, 'discovery', DISCOVERY, DISCOVERY_NOW),
  ];
};
