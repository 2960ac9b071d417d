import { CarveoutError } from '@carveout/runtime';
import { declarationMismatch } from '../errors/carv-410-declaration-mismatch.ts';
import { brokerRefused } from '../errors/carv-411-broker-refused.ts';
import { brokerTimeout } from '../errors/carv-413-broker-timeout.ts';

export const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;
const ACCESS_REFUSED = 403;

/** The AMQP reply code that closed a channel or connection, when the broker gave one. */
export function replyCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** The broker answers all but questions for one queue: its node is down or frozen. Its code is CARV-413. */
export class HomeIsSilent extends CarveoutError {}

/**
 * Whether a queue is there, on a node of the cluster that is not: RabbitMQ 3 says so at once, and 4 looks for the node
 * for a minute before it speaks of a time-out.
 */
export function homeIsDown(error: unknown): boolean {
  if (error instanceof HomeIsSilent) return true;
  return replyCode(error) === NOT_FOUND && /\bdown or inaccessible\b|\bdue to timeout\b/.test(lineOf(error));
}

export function isBrokerTimeout(error: unknown): boolean {
  return error instanceof CarveoutError && error.code === brokerTimeout.code;
}

export function lineOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(lineOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** The coded error for what trying again cannot cure; undefined for everything else. */
export function refusalOf(error: unknown, address: string): CarveoutError | undefined {
  if (error instanceof CarveoutError) return isRefusal(error) ? error : undefined;
  const code = replyCode(error);
  if (code === PRECONDITION_FAILED) return mismatch(error, address);
  if (code === ACCESS_REFUSED || /\b403 \(ACCESS[-_]REFUSED\)/.test(lineOf(error))) return refused(error, address);
  return undefined;
}

function isRefusal(error: CarveoutError): boolean {
  return error.code === declarationMismatch.code || error.code === brokerRefused.code;
}

function mismatch(error: unknown, address: string): CarveoutError {
  const advice =
    'Another version of the kit, or somebody by hand, declared it so. Drain and delete it at the broker, then start again';
  return new CarveoutError(
    declarationMismatch,
    `a queue or exchange at ${address} exists with other arguments: ${lineOf(error)}. ${advice}`,
    { cause: error },
  );
}

function refused(error: unknown, address: string): CarveoutError {
  const advice = "Check the address's user, password and vhost, and the user's permissions";
  return new CarveoutError(brokerRefused, `RabbitMQ at ${address} refuses: ${lineOf(error)}. ${advice}`, {
    cause: error,
  });
}
