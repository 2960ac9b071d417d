import type { AnyOperation } from '@carveout/contract';
import { jsonSchemaOf } from '../input/json-schema.ts';
import { declaredStatus } from '../problems/declared-status.ts';
import { PROBLEM_TYPE, problemUri } from '../problems/problem.ts';
import { isPublic } from './access.ts';
import { placed } from './schemas.ts';
import type { SchemaStore } from './schemas.ts';
import { PROBLEM_REF } from './usual-responses.ts';
import type { GatewayInFront } from './usual-responses.ts';

export const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', examples: ['urn:carveout:error:CARV-302'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'CARV-nnn, or the code of a declared error.' },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'The id under which the log knows the request.' },
    data: { description: 'What goes with a declared error.' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          message: { type: 'string' },
        },
      },
    },
  },
};

/** All answers of one operation, by status. */
export function responsesOf(
  operation: AnyOperation,
  takesBody: boolean,
  store: SchemaStore,
  gateway: GatewayInFront | undefined,
): Record<string, unknown> {
  const usual = (name: string) => ({ $ref: `#/components/responses/${name}` });
  const responses: Record<string, unknown> = {
    ...outputResponse(operation, store),
    400: usual('BadRequest'),
    ...(isPublic(operation.access)
      ? gateway?.tokens && { 401: usual('TokenRefused') }
      : { 401: usual('Unauthenticated'), 403: usual('Denied') }),
    ...(takesBody ? { 413: usual('TooLarge'), 415: usual('WrongType') } : {}),
    ...(operation.kind === 'command' ? { 422: usual('KeyReused') } : {}),
    ...(gateway && { 429: usual('TooManyRequests'), 502: usual('Broken') }),
    500: usual('Fault'),
    503: usual('NotSent'),
    504: usual('OutcomeUnknown'),
  };
  const codes = Object.keys(operation.errors);
  for (const status of new Set(codes.map(declaredStatus))) {
    const declared = codes.filter((code) => declaredStatus(code) === status);
    const schemas = declared.map((code) => declaredSchema(operation, code, store));
    responses[status] = {
      description: `Declared: ${declared.join(', ')}.`,
      content: { [PROBLEM_TYPE]: { schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas } } },
    };
  }
  return responses;
}

function outputResponse(operation: AnyOperation, store: SchemaStore): Record<string, unknown> {
  const nothing = operation.output.safeParse(undefined).success;
  if (nothing) return { 204: { description: 'Done.' } };
  const schema = placed(jsonSchemaOf(operation.output, 'output'), `${operation.id}.output`, store);
  return { 200: { description: 'Done.', content: { 'application/json': { schema } } } };
}

function declaredSchema(operation: AnyOperation, code: string, store: SchemaStore): unknown {
  const data = placed(jsonSchemaOf(operation.errors[code]!, 'output'), `${operation.id}.${code}`, store);
  return {
    allOf: [PROBLEM_REF],
    type: 'object',
    required: ['code', 'data'],
    properties: { type: { const: problemUri(operation.id, code) }, code: { const: code }, data },
  };
}
