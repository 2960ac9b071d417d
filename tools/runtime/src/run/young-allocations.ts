import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from placing objects in the old generation from the start where it has seen many of their kind survive
 * (allocation-site pretenuring). In a server, many survive a full collection only because their request was under way
 * just then; placed there, each keeps what it refers to from being collected young, and so on with the next requests.
 * Works for the process, and only for code that is not compiled yet: call it first. See docs/decisions/0020.
 */
export function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
