import type { ErrorDefinition, CallReply } from '@carveout/runtime';
import { expired, fault, invalidInput, overloaded, stopping } from '@carveout/runtime';

/** For how long a link or host that is full asks to be left alone. */
export const FULL_AFTER_MS = 100;
/** What is said of a command that nobody answered. */
export const PERHAPS = 'it may have run. Repeat it under the same key to learn the outcome';

/** What each link has a code of its own for. */
export interface LinkCodes {
  readonly linkFull: ErrorDefinition;
  readonly answerLost: ErrorDefinition;
  readonly notCarriable: ErrorDefinition;
}

/** What every link itself answers. Nothing of a payload is ever in a message. */
export function linkFailures({ linkFull, answerLost, notCarriable }: LinkCodes) {
  return {
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
      message: `${why}; ${PERHAPS}`,
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
}
