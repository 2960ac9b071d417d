import { newPublisherMeetsOldListener, oldPublisherMeetsNewListener } from '../schema/encounter.ts';
import type { EventRule } from './rule.ts';
import { exchangeChanges } from './schema-changes.ts';

/** Listeners of either version can read what publishers of the other one sent. Another version is not compared. */
export const payloadChanged: EventRule = (before, after, where) =>
  before.version === after.version
    ? exchangeChanges(
        before.payload,
        after.payload,
        `${where}.payload`,
        newPublisherMeetsOldListener,
        oldPublisherMeetsNewListener,
      )
    : [];
