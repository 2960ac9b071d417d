import type { CallReply } from '@carveout/runtime';
import { expired, fault, invalidInput, overloaded, stopping } from '@carveout/runtime';
import { noInstance } from './errors/carv-432-no-instance.ts';
import { notTaken } from './errors/carv-433-not-taken.ts';
import { answerLost } from './errors/carv-434-answer-lost.ts';
import { notAHost } from './errors/carv-435-not-a-host.ts';
import { notCarriable } from './errors/carv-436-not-carriable.ts';
import { linkFull } from './errors/carv-437-link-full.ts';
import { notOpen } from './errors/carv-438-not-open.ts';

/** For how long a link or host that is full asks to be left alone. */
const FULL_AFTER_MS = 100;
const PERHAPS = 'it may have run. Repeat it under the same key to learn the outcome';

/* What the link itself answers. Nothing of a payload is ever in a message. */

export const failures = {
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
  linkFull: (what: string): CallReply => ({
    kind: 'not-sent',
    code: linkFull.code,
    message: what,
    after: FULL_AFTER_MS,
  }),
  notOpen: (why: string): CallReply => ({ kind: 'not-sent', code: notOpen.code, message: why }),
  stopping: (): CallReply => ({ kind: 'not-sent', code: stopping.code, message: 'this process is stopping' }),
  answerLost: (why: string): CallReply => ({
    kind: 'outcome-unknown',
    code: answerLost.code,
    message: `${why}; ${PERHAPS}`,
  }),
  notAHost: (where: string, what: string): CallReply => ({
    kind: 'outcome-unknown',
    code: notAHost.code,
    message: `${where} gave no answer of a host of modules (${what}); ${PERHAPS}`,
  }),
  tooLarge: (bytes: number, limit: number): CallReply => ({
    kind: 'invalid',
    code: notCarriable.code,
    message: `the input has ${bytes} bytes as JSON; the link carries up to ${limit} (limit messageBytes)`,
  }),
  notJson: (why: string): CallReply => ({
    kind: 'invalid',
    code: notCarriable.code,
    message: `the input cannot be carried as JSON: ${why}`,
  }),
  answerTooLarge: (bytes: number, limit: number): CallReply => ({
    kind: 'fault',
    code: notCarriable.code,
    message: `the answer has ${bytes} bytes as JSON; the link carries up to ${limit} (limit messageBytes)`,
  }),
  answerNotJson: (): CallReply => ({
    kind: 'fault',
    code: notCarriable.code,
    message: 'the answer cannot be carried as JSON',
  }),
  unreadable: (): CallReply => ({
    kind: 'invalid',
    code: invalidInput.code,
    message: 'the host cannot read the call; caller and host speak different versions of the link',
  }),
  hostBroke: (): CallReply => ({ kind: 'fault', code: fault.code, message: 'the host could not run the call' }),
  expired: (): CallReply => ({
    kind: 'not-sent',
    code: expired.code,
    message: 'the deadline passed before the call was started',
  }),
  hostFull: (limit: number): CallReply => ({
    kind: 'not-sent',
    code: overloaded.code,
    message: `the host runs ${limit} calls already (limit callsRunning)`,
    after: FULL_AFTER_MS,
  }),
} as const;
