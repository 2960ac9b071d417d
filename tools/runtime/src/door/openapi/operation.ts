import type { Field } from '../input/fields.ts';
import { isJsonText } from '../input/from-text.ts';
import type { JsonSchema } from '../input/json-schema.ts';
import type { ServedOperation } from '../served-operation.ts';
import { accessInWords, isPublic } from './access.ts';
import { responsesOf } from './responses.ts';
import { placed } from './schemas.ts';
import type { SchemaStore } from './schemas.ts';
import type { GatewayInFront } from './usual-responses.ts';
import { withoutFields } from './without-fields.ts';

const KEY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeats under the same key happen once and get the first answer. Told back in the answer.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

/** Describes one operation: parameters, body, answers, who may call it. */
export function operationObject(
  served: ServedOperation,
  schemes: readonly string[],
  store: SchemaStore,
  gateway: GatewayInFront | undefined,
): unknown {
  const { operation, route } = served;
  const inBody = route.method !== 'GET' && route.method !== 'DELETE';
  const rest = [...served.fields.fields.values()].filter(({ name }) => !route.parameters.includes(name));
  const parameters = [
    ...route.parameters.map((name) => parameter(served, served.fields.fields.get(name)!, 'path', store)),
    ...(inBody ? [] : rest.map((field) => parameter(served, field, 'query', store))),
    ...(operation.kind === 'command' ? [KEY_PARAMETER] : []),
  ];
  const takesBody = inBody && !served.fields.none && rest.length > 0;
  return {
    operationId: operation.id,
    tags: [operation.module],
    ...(operation.summary === undefined ? {} : { summary: operation.summary }),
    description: accessInWords(operation.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesBody ? { requestBody: requestBody(served, rest, store) } : {}),
    responses: responsesOf(operation, takesBody, store, gateway),
    security: isPublic(operation.access) ? [] : schemes.map((scheme) => ({ [scheme]: [] })),
  };
}

function parameter(served: ServedOperation, field: Field, place: 'path' | 'query', store: SchemaStore): unknown {
  const schema = fieldSchema(served, field, store);
  const shape = isJsonText(field.schema, served.fields.root)
    ? { content: { 'application/json': { schema } } }
    : { schema };
  return { name: field.name, in: place, required: place === 'path' || field.required, ...shape };
}

/** A field's schema with the definitions of the whole input at hand, for what it refers to. */
function fieldSchema(served: ServedOperation, field: Field, store: SchemaStore): unknown {
  const { $defs } = served.fields.root;
  return placed({ ...field.schema, ...($defs && { $defs }) }, `${served.operation.id}.input`, store);
}

function requestBody(served: ServedOperation, rest: readonly Field[], store: SchemaStore): unknown {
  const { root } = served.fields;
  const plain = root.properties !== undefined && !root.anyOf && !root.oneOf && !root.allOf;
  const { parameters } = served.route;
  const schema = parameters.length === 0 ? root : plain ? withFieldsOnly(root, rest) : withoutFields(root, parameters);
  return {
    required: rest.some((field) => field.required),
    content: { 'application/json': { schema: placed(schema, `${served.operation.id}.input`, store) } },
  };
}

function withFieldsOnly(root: JsonSchema, fields: readonly Field[]): JsonSchema {
  const required = fields.filter((field) => field.required).map((field) => field.name);
  return {
    ...(root.$defs && { $defs: root.$defs }),
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, field.schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
