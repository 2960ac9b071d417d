import type { CallReply } from '@carveout/runtime';
import { overloaded } from '@carveout/runtime';
import { FULL_AFTER_MS, linkFailures, PERHAPS } from '../wire/link-failures.ts';
import { noInstance } from './errors/carv-432-no-instance.ts';
import { notTaken } from './errors/carv-433-not-taken.ts';
import { answerLost } from './errors/carv-434-answer-lost.ts';
import { notAHost } from './errors/carv-435-not-a-host.ts';
import { notCarriable } from './errors/carv-436-not-carriable.ts';
import { linkFull } from './errors/carv-437-link-full.ts';
import { notOpen } from './errors/carv-438-not-open.ts';

/* What the link itself answers. */

export const failures = {
  ...linkFailures({ linkFull, answerLost, notCarriable }),
  noInstance: (module: string): CallReply => ({
    kind: 'not-sent',
    code: noInstance.code,
    message: `discovery knows no instance that takes calls for module '${module}'; start a deployable that hosts it`,
  }),
  /** @param full the last one had too much to do. */
  notTaken: (why: string, full = false): CallReply => ({
    kind: 'not-sent',
    code: full ? overloaded.code : notTaken.code,
    message: why,
    ...(full ? { after: FULL_AFTER_MS } : {}),
  }),
  notOpen: (why: string): CallReply => ({ kind: 'not-sent', code: notOpen.code, message: why }),
  notAHost: (where: string, what: string): CallReply => ({
    kind: 'outcome-unknown',
    code: notAHost.code,
    message: `${where} gave no answer of a host of modules (${what}); ${PERHAPS}`,
  }),
} as const;
