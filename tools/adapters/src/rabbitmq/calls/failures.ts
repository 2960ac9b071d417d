import type { CallReply } from '@carveout/runtime';
import { expired, fault, invalidInput, overloaded, stopping } from '@carveout/runtime';
import { noHost } from '../errors/carv-361-no-host.ts';
import { linkDown } from '../errors/carv-362-link-down.ts';
import { answerLost } from '../errors/carv-363-answer-lost.ts';
import { notCarriable } from '../errors/carv-364-not-carriable.ts';
import { linkFull } from '../errors/carv-365-link-full.ts';

/** For how long a link or host that is full asks to be left alone. */
const FULL_AFTER_MS = 100;

/* What the link itself answers. Nothing of a payload is ever in a message. */

export const failures = {
  noHost: (module: string): CallReply => ({
    kind: 'not-sent',
    code: noHost.code,
    message: `no host takes calls for module '${module}'; start a deployable that hosts it`,
  }),
  linkDown: (why: string): CallReply => ({ kind: 'not-sent', code: linkDown.code, message: why }),
  linkFull: (what: string): CallReply => ({
    kind: 'not-sent',
    code: linkFull.code,
    message: what,
    after: FULL_AFTER_MS,
  }),
  stopping: (): CallReply => ({ kind: 'not-sent', code: stopping.code, message: 'this process is stopping' }),
  answerLost: (why: string): CallReply => ({
    kind: 'outcome-unknown',
    code: answerLost.code,
    message: `${why}; it may have run. Repeat it under the same key to learn the outcome`,
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
