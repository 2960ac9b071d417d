import type { CallReply } from '@carveout/runtime';
import { linkFailures } from '../../wire/link-failures.ts';
import { noHost } from '../errors/carv-361-no-host.ts';
import { linkDown } from '../errors/carv-362-link-down.ts';
import { answerLost } from '../errors/carv-363-answer-lost.ts';
import { notCarriable } from '../errors/carv-364-not-carriable.ts';
import { linkFull } from '../errors/carv-365-link-full.ts';

/* What the link itself answers. */

export const failures = {
  ...linkFailures({ linkFull, answerLost, notCarriable }),
  noHost: (module: string): CallReply => ({
    kind: 'not-sent',
    code: noHost.code,
    message: `no host takes calls for module '${module}'; start a deployable that hosts it`,
  }),
  linkDown: (why: string): CallReply => ({ kind: 'not-sent', code: linkDown.code, message: why }),
} as const;
