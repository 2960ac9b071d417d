import type { AnyContract, AnyEvent, AnyOperation } from '@carveout/contract';
import { jsonSchemaOf, placed } from '@carveout/runtime/door';
import type { SchemaStore } from '@carveout/runtime/door';
import { REPLIES_EXCHANGE, callsExchange, eventsExchange } from '../rabbitmq/names.ts';

export interface AsyncApiOptions {
  readonly title: string;
  /** Version of the document. @default 1.0.0 */
  readonly version?: string;
}

/** Objects of the document by name, filled while contracts are described. */
interface Parts {
  readonly channels: Record<string, unknown>;
  readonly operations: Record<string, unknown>;
  readonly messages: Record<string, unknown>;
  readonly schemas: SchemaStore;
}

/** How frames around these payloads look stands in docs/guides/wire-format.md: AsyncAPI has no words for it. */
const CALL_FORMAT = 'An element of a batch of calls (carveout.calls.1), see docs/guides/wire-format.md';
const ANSWER_FORMAT = 'An element of a batch of answers (carveout.replies.1), see docs/guides/wire-format.md';

/**
 * An AsyncAPI 3.0 document of what contracts exchange over RabbitMQ: each event as a message that its module sends,
 * each command and query as a request that its module receives, with what it answers. A JSON value.
 */
export function asyncApiDocument(contracts: readonly AnyContract[], options: AsyncApiOptions): unknown {
  const parts: Parts = { channels: {}, operations: {}, messages: {}, schemas: {} };
  for (const contract of contracts) {
    if (Object.keys(contract.events).length > 0) describeEvents(contract, parts);
    if (Object.keys(contract.operations).length > 0) describeCalls(contract, parts);
  }
  return {
    asyncapi: '3.0.0',
    info: { title: options.title, version: options.version ?? '1.0.0' },
    defaultContentType: 'application/json',
    servers: { broker: { host: 'localhost:5672', protocol: 'amqp', protocolVersion: '0.9.1' } },
    channels: parts.channels,
    operations: parts.operations,
    components: { messages: parts.messages, schemas: parts.schemas },
  };
}

function describeEvents({ name, events }: AnyContract, parts: Parts): void {
  const channel = `${name}.events`;
  const exchange = { name: eventsExchange(name), type: 'direct', durable: true, autoDelete: false };
  parts.channels[channel] = {
    address: '{event}.v{version}.s{slot}',
    description: `Events of ${name}, at the exchange ${exchange.name}. The slot is FNV-1a (32 bits) of the key, modulo 16.`,
    parameters: Object.fromEntries(['event', 'version', 'slot'].map((part) => [part, {}])),
    messages: Object.fromEntries(Object.values(events).map((event) => [messageName(event), messageRef(event)])),
    bindings: { amqp: { is: 'routingKey', exchange, bindingVersion: '0.3.0' } },
  };
  for (const event of Object.values(events)) {
    parts.messages[messageName(event)] = {
      name: messageName(event),
      title: event.id,
      contentType: 'application/json',
      payload: eventSchema(event, parts),
      bindings: { amqp: { messageType: 'carveout.event.1', bindingVersion: '0.3.0' } },
    };
    parts.operations[event.id] = {
      action: 'send',
      channel: { $ref: `#/channels/${channel}` },
      messages: [{ $ref: `#/channels/${channel}/messages/${messageName(event)}` }],
      bindings: { amqp: { deliveryMode: 2, mandatory: true, ack: true, bindingVersion: '0.3.0' } },
    };
  }
}

const messageName = ({ id, version }: AnyEvent): string => `${id}.v${version}`;
const messageRef = (event: AnyEvent): unknown => ({ $ref: `#/components/messages/${messageName(event)}` });

function eventSchema(event: AnyEvent, { schemas }: Parts): unknown {
  const text = { type: 'string' };
  const properties = {
    id: text,
    module: { const: event.module },
    event: { const: event.name },
    version: { const: event.version },
    key: text,
    at: { type: 'number', description: 'Epoch milliseconds of the commit' },
    envelope: { type: 'object' },
    payload: placed(jsonSchemaOf(event.payload, 'output'), messageName(event), schemas),
  };
  return { type: 'object', properties, required: Object.keys(properties) };
}

function describeCalls({ name, operations }: AnyContract, parts: Parts): void {
  const channel = `${name}.calls`;
  const answers = `${name}.answers`;
  const all = Object.values(operations);
  const listed = (kind: 'input' | 'answer'): unknown =>
    Object.fromEntries(all.map(({ id }) => [`${id}.${kind}`, { $ref: `#/components/messages/${id}.${kind}` }]));
  const exchangeAt = (exchange: string): unknown => ({
    amqp: {
      is: 'routingKey',
      exchange: { name: exchange, type: 'direct', durable: true, autoDelete: false },
      bindingVersion: '0.3.0',
    },
  });
  parts.channels[channel] = {
    address: 'calls',
    description: `Commands and queries of ${name}, at the exchange ${callsExchange(name)}.`,
    messages: listed('input'),
    bindings: exchangeAt(callsExchange(name)),
  };
  parts.channels[answers] = {
    address: null,
    description: `Answers of ${name}, at the exchange ${REPLIES_EXCHANGE} under the key that reply_to names.`,
    messages: listed('answer'),
    bindings: exchangeAt(REPLIES_EXCHANGE),
  };
  for (const operation of all) describeCall(operation, channel, answers, parts);
}

function describeCall(operation: AnyOperation, channel: string, answers: string, parts: Parts): void {
  const { id, input, summary, kind } = operation;
  const at = (name: string, which: 'input' | 'answer'): unknown => ({
    $ref: `#/channels/${name}/messages/${id}.${which}`,
  });
  parts.messages[`${id}.input`] = {
    name: `${id}.input`,
    title: `Input of the ${kind} ${id}`,
    description: CALL_FORMAT,
    payload: placed(jsonSchemaOf(input, 'input'), `${id}.input`, parts.schemas),
  };
  parts.messages[`${id}.answer`] = {
    name: `${id}.answer`,
    title: `Answer of the ${kind} ${id}`,
    description: ANSWER_FORMAT,
    payload: answerSchema(operation, parts),
  };
  parts.operations[id] = {
    action: 'receive',
    ...(summary === undefined ? {} : { summary }),
    channel: { $ref: `#/channels/${channel}` },
    messages: [at(channel, 'input')],
    reply: {
      address: { location: '$message.header#/reply_to', description: 'The key of the caller’s own queue' },
      channel: { $ref: `#/channels/${answers}` },
      messages: [at(answers, 'answer')],
    },
  };
}

/** The value, or a declared error as its code and data. */
function answerSchema({ id, output, errors }: AnyOperation, { schemas }: Parts): unknown {
  const value = placed(jsonSchemaOf(output, 'output'), `${id}.output`, schemas);
  const declared = Object.entries(errors).map(([code, data]) => ({
    type: 'object',
    properties: { code: { const: code }, data: placed(jsonSchemaOf(data, 'output'), `${id}.${code}`, schemas) },
    required: ['code'],
  }));
  return declared.length === 0 ? value : { anyOf: [value, ...declared] };
}
