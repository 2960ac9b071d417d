import type { EventRule } from './rule.ts';

/** Another version is another event: the old one ends with it. */
export const eventVersionChanged: EventRule = (before, after, where) =>
  before.version === after.version
    ? []
    : [
        {
          where,
          what: `version ${before.version} became ${after.version}`,
          why: 'listeners of the version before wait for the old version, and hosts of this one do not publish it',
          remedy:
            'Publish the new shape as an event of another name beside this one; remove this one a release later, when nobody listens to it',
        },
      ];
