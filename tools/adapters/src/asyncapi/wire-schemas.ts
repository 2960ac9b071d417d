import type { AnyEvent, AnyOperation } from '@carveout/contract';
import { jsonSchemaOf, placed } from '@carveout/runtime/door';
import type { SchemaStore } from '@carveout/runtime/door';

/*
 * What docs/guides/wire-format.md says, as JSON Schema draft 7, which is AsyncAPI's: there, a list of `items` is a tuple.
 * Nothing is closed: readers ignore what they find beyond the elements that they know.
 */

type ContractSchema = AnyOperation['input'];

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };

const principalOrNull = {
  anyOf: [
    {
      type: 'object',
      properties: { id: text, roles: { type: 'array', items: text } },
      required: ['id', 'roles'],
    },
    { type: 'null' },
  ],
};

/** An element of a batch of calls. */
export function callSchema({ name, id, kind, input }: AnyOperation, schemas: SchemaStore): unknown {
  const given = written(input, 'input', `${id}.input`, schemas);
  const optional = mayBeAbsent(input);
  return {
    title: `A call of the ${kind} ${id}`,
    type: 'array',
    items: [
      { const: name },
      named('id', text),
      named('correlation', text),
      named('caller', text),
      named('deadline', { type: 'number', description: 'Epoch milliseconds' }),
      named('causation', textOrNull),
      named('key', textOrNull),
      named('principal', principalOrNull),
      named('trace', textOrNull),
      // Where it is absent and something follows, null keeps its place.
      optional ? { anyOf: [given, { type: 'null' }] } : given,
      named('attempt', count),
      named('marks', { type: 'integer', minimum: 0, maximum: optional ? 3 : 1 }),
    ],
    minItems: optional ? 9 : 10,
  };
}

/** An element of a batch of answers: the value, a declared error, or a failure. */
export function answerSchema({ id, kind, output, errors }: AnyOperation, schemas: SchemaStore): unknown {
  const value = written(output, 'output', `${id}.output`, schemas);
  const declared = Object.entries(errors).map(([code, data]) => ({
    type: 'array',
    items: [named('number', count), { const: 1 }, { const: code }, written(data, 'output', `${id}.${code}`, schemas)],
    minItems: mayBeAbsent(data) ? 3 : 4,
  }));
  schemas['failure'] = failure;
  return {
    title: `An answer of the ${kind} ${id}`,
    anyOf: [
      {
        type: 'array',
        items: [named('number', count), { const: 0 }, value],
        minItems: mayBeAbsent(output) ? 2 : 3,
      },
      ...declared,
      { $ref: '#/components/schemas/failure' },
    ],
  };
}

const issues = {
  type: ['array', 'null'],
  items: {
    type: 'object',
    properties: { path: { type: 'array', items: { type: ['string', 'integer'] } }, message: text },
    required: ['path', 'message'],
  },
};

const failure = {
  title: 'A failure',
  description: 'Its kind: 2 invalid, 3 denied, 4 not sent, 5 outcome unknown, 6 fault.',
  type: 'array',
  items: [
    named('number', count),
    { enum: [2, 3, 4, 5, 6] },
    named('code', text),
    named('message', text),
    named('issues', issues),
    {
      type: 'object',
      properties: { final: { const: true }, after: { type: 'number', description: 'Milliseconds' } },
    },
  ],
  minItems: 4,
};

/** The body of an event's message. */
export function eventSchema(event: AnyEvent, schemas: SchemaStore): unknown {
  const properties = {
    id: text,
    module: { const: event.module },
    event: { const: event.name },
    version: { const: event.version },
    key: text,
    at: { type: 'number', minimum: 0, description: 'Epoch milliseconds of the commit' },
    envelope,
    payload: written(event.payload, 'output', `${event.id}.v${event.version}`, schemas),
  };
  const { payload: _, ...always } = properties;
  const required = Object.keys(mayBeAbsent(event.payload) ? always : properties);
  return { type: 'object', properties, required };
}

const envelope = {
  type: 'object',
  properties: {
    id: text,
    correlation: text,
    caller: text,
    causation: textOrNull,
    principal: principalOrNull,
    trace: textOrNull,
    attempt: { type: ['integer', 'null'], minimum: 0 },
    repeated: { type: ['boolean', 'null'] },
  },
  required: ['id', 'correlation', 'caller'],
};

function named(title: string, schema: object): unknown {
  return { title, ...schema };
}

function written(schema: ContractSchema, io: 'input' | 'output', name: string, schemas: SchemaStore): unknown {
  return placed(jsonSchemaOf(schema, io, 'draft-7'), name, schemas);
}

/** Whether JSON has nothing to write for one of its values. */
function mayBeAbsent(schema: ContractSchema): boolean {
  return schema.safeParse(undefined).success;
}
