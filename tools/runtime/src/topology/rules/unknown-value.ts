import { CarveoutError } from '../../errors/carveout-error.ts';
import { wordOf } from '../draft.ts';
import type { Word } from '../draft.ts';
import { unknownValue } from '../errors/carv-212-unknown-value.ts';
import { didYouMean, listed } from '../near-names.ts';
import { DISCOVERY, EVENT_LINKS, LINKS } from './known.ts';
import type { Rule } from './rule.ts';

export const checkKnownValues: Rule = ({ source, links, discovery }) => {
  const check = (word: Word | undefined, what: string, known: readonly string[]): CarveoutError[] => {
    if (word === undefined || known.includes(word.text)) return [];
    const near = didYouMean(word.text, known);
    const message = `${source.place(word.node)}: '${word.text}' is no ${what}.${near} It can be ${listed(known, 'or')}.`;
    return [new CarveoutError(unknownValue, message)];
  };
  return [
    ...links.flatMap(({ key, value }) =>
      check(wordOf(value), `link for ${key.text}`, key.text === 'events' ? EVENT_LINKS : LINKS),
    ),
    ...check(discovery, 'discovery', DISCOVERY),
  ];
};
