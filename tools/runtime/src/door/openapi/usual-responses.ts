import { PROBLEM_TYPE } from '../problems/problem.ts';

/** A gateway that answers by itself, too. */
export interface GatewayInFront {
  /** Whether bearer tokens count there. */
  readonly tokens: boolean;
}

export const PROBLEM_REF = { $ref: '#/components/schemas/Problem' };

const RETRY_AFTER = { 'Retry-After': header('integer', 'Seconds to wait.') };
const CHALLENGE = {
  'WWW-Authenticate': header('string', 'What credentials are wanted, and what was wrong with them.'),
};

/** Answers that every operation may give, by name. @param gateway undefined where clients reach the door itself. */
export function usualResponses(gateway: GatewayInFront | undefined): Readonly<Record<string, unknown>> {
  return gateway === undefined ? ofDoor : { ...ofDoor, ...ofGateway, ...(gateway.tokens ? ofTokens : {}) };
}

const ofDoor = {
  BadRequest: problemResponse(
    'The input was refused: malformed, of a wrong type, or with unknown fields (CARV-302, CARV-317).',
  ),
  Unauthenticated: problemResponse('Nobody said who calls (CARV-303).', CHALLENGE),
  Denied: problemResponse('The caller may not do this (CARV-303).'),
  TooLarge: problemResponse('The body is too large (CARV-317).'),
  WrongType: problemResponse('The body is not JSON by its Content-Type (CARV-317).'),
  KeyReused: problemResponse('The Idempotency-Key came with another input before (CARV-307).'),
  Fault: problemResponse('Something broke inside (CARV-306).'),
  NotSent: problemResponse('It surely did not happen; try again (CARV-304, CARV-312).', RETRY_AFTER),
  OutcomeUnknown: problemResponse('It may have happened; repeat it under the same key (CARV-305).', RETRY_AFTER),
};

const ofGateway = {
  BadRequest: problemResponse(
    'The input was refused: malformed, of a wrong type, or with unknown fields (CARV-302, CARV-317); or the request ' +
      'as it is written (CARV-340, CARV-370, CARV-371).',
    CHALLENGE,
  ),
  TooManyRequests: problemResponse('The client asks too often; it surely did not happen (CARV-342).', {
    ...RETRY_AFTER,
    RateLimit: header('string', 'Requests that are left of the quota, and seconds until it is whole again.'),
    'RateLimit-Policy': header('string', 'The quota, and the seconds for which it is.'),
  }),
  Broken: problemResponse(
    'The connection inside broke. By its code, it surely did not happen (CARV-304), nothing was changed (CARV-348), ' +
      'or it may have happened: repeat it under the same key (CARV-305).',
  ),
  OutcomeUnknown: problemResponse(
    'No answer came in time. By its code, it surely did not happen (CARV-304), nothing was changed (CARV-348), or it ' +
      'may have happened: repeat it under the same key (CARV-305).',
    RETRY_AFTER,
  ),
};

const ofTokens = {
  TokenRefused: problemResponse('The token is not valid, or no more (CARV-340).', CHALLENGE),
  Unauthenticated: problemResponse(
    'Nobody said who calls (CARV-303), or the token is not valid, or no more (CARV-340).',
    CHALLENGE,
  ),
  NotSent: problemResponse(
    'It surely did not happen; try again (CARV-304, CARV-312, or CARV-341 while no token can be verified).',
    RETRY_AFTER,
  ),
};

function problemResponse(description: string, headers?: Readonly<Record<string, unknown>>): unknown {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    content: { [PROBLEM_TYPE]: { schema: PROBLEM_REF } },
  };
}

function header(type: 'integer' | 'string', description: string): unknown {
  return { description, schema: { type } };
}
