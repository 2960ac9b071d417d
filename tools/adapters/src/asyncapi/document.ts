import type { AnyContract, AnyEvent, AnyOperation } from '@carveout/contract';
import type { SchemaStore } from '@carveout/runtime/door';
import { CALLS_TYPE, REPLIES_TYPE } from '../rabbitmq/calls/message-codec.ts';
import { EVENT_TYPE } from '../rabbitmq/events/event-codec.ts';
import { CALLS_KEY, REPLIES_EXCHANGE, callsExchange, eventsExchange } from '../rabbitmq/names.ts';
import { answerSchema, callSchema, eventSchema } from './wire-schemas.ts';

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

const BINDING = { bindingVersion: '0.3.0' };
const ANSWERS = 'answers';

/**
 * An AsyncAPI 3.0 document of what contracts exchange over RabbitMQ: each event as a message that its module sends,
 * each command and query as a request that its module receives, with what it answers. A JSON value.
 *
 * Calls and answers travel in batches, so a message is an array. An operation's `x-call` and `x-answer` say which of its
 * elements are the operation's own.
 */
export function asyncApiDocument(contracts: readonly AnyContract[], options: AsyncApiOptions): unknown {
  const parts: Parts = { channels: {}, operations: {}, messages: {}, schemas: {} };
  for (const contract of contracts) {
    if (Object.keys(contract.events).length > 0) describeEvents(contract, parts);
    if (Object.keys(contract.operations).length > 0) describeCalls(contract, parts);
  }
  const called = contracts.flatMap(({ operations }) => Object.values(operations));
  if (called.length > 0) describeAnswers(called, parts);
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
  const exchange = direct(eventsExchange(name));
  parts.channels[channel] = {
    address: '{event}.v{version}.s{slot}',
    description: `Events of ${name}, at the exchange ${exchange.name}. The slot is FNV-1a (32 bits) of the key, modulo 16.`,
    parameters: Object.fromEntries(['event', 'version', 'slot'].map((part) => [part, {}])),
    messages: Object.fromEntries(Object.values(events).map((event) => [messageName(event), messageRef(event)])),
    bindings: { amqp: { is: 'routingKey', exchange, ...BINDING } },
  };
  for (const event of Object.values(events)) {
    parts.messages[messageName(event)] = {
      name: messageName(event),
      title: event.id,
      contentType: 'application/json',
      payload: eventSchema(event, parts.schemas),
      bindings: { amqp: { messageType: EVENT_TYPE, ...BINDING } },
    };
    parts.operations[event.id] = {
      action: 'send',
      channel: { $ref: `#/channels/${channel}` },
      messages: [{ $ref: `#/channels/${channel}/messages/${messageName(event)}` }],
      bindings: { amqp: { deliveryMode: 2, mandatory: true, ack: true, ...BINDING } },
    };
  }
}

const messageName = ({ id, version }: AnyEvent): string => `${id}.v${version}`;
const messageRef = (event: AnyEvent): unknown => ({ $ref: `#/components/messages/${messageName(event)}` });

function describeCalls({ name, operations }: AnyContract, parts: Parts): void {
  const channel = `${name}.calls`;
  const all = Object.values(operations);
  parts.channels[channel] = {
    address: CALLS_KEY,
    description: `Commands and queries of ${name}, at the exchange ${callsExchange(name)}.`,
    messages: { [channel]: { $ref: `#/components/messages/${channel}` } },
    bindings: { amqp: { is: 'routingKey', exchange: direct(callsExchange(name)), ...BINDING } },
  };
  parts.messages[channel] = {
    name: channel,
    title: `A batch of calls of ${name}`,
    description:
      'Properties: reply_to, the key of the caller’s own queue at the exchange of answers; correlation_id, `<first>:<count>`: the calls are numbered from `first` on; expiration.',
    payload: batchOf(all.map(({ id }) => `${id}.call`)),
    bindings: { amqp: { messageType: CALLS_TYPE, ...BINDING } },
  };
  for (const operation of all) describeCall(operation, channel, parts);
}

function describeCall(operation: AnyOperation, channel: string, { operations, schemas }: Parts): void {
  const { id, summary } = operation;
  schemas[`${id}.call`] = callSchema(operation, schemas);
  schemas[`${id}.answer`] = answerSchema(operation, schemas);
  operations[id] = {
    action: 'receive',
    ...(summary === undefined ? {} : { summary }),
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${channel}` }],
    // Without an address: it is in a property of AMQP, and AsyncAPI can point at headers and payloads alone.
    reply: {
      channel: { $ref: `#/channels/${ANSWERS}` },
      messages: [{ $ref: `#/channels/${ANSWERS}/messages/${ANSWERS}` }],
    },
    'x-call': { $ref: `#/components/schemas/${id}.call` },
    'x-answer': { $ref: `#/components/schemas/${id}.answer` },
  };
}

/** One channel for all: a process that hosts several modules answers a caller for all of them in one message. */
function describeAnswers(called: readonly AnyOperation[], { channels, messages }: Parts): void {
  channels[ANSWERS] = {
    address: null,
    description: `Answers, at the exchange ${REPLIES_EXCHANGE} under the key that the property reply_to of the calls names.`,
    messages: { [ANSWERS]: { $ref: `#/components/messages/${ANSWERS}` } },
    bindings: { amqp: { is: 'routingKey', exchange: direct(REPLIES_EXCHANGE), ...BINDING } },
  };
  messages[ANSWERS] = {
    name: ANSWERS,
    title: 'A batch of answers',
    description: 'Properties: app_id, the host that answers. Which call an element answers, its number says.',
    payload: batchOf(called.map(({ id }) => `${id}.answer`)),
    bindings: { amqp: { messageType: REPLIES_TYPE, ...BINDING } },
  };
}

const direct = (name: string) => ({ name, type: 'direct', durable: true, autoDelete: false });

function batchOf(names: readonly string[]): unknown {
  const elements = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  return { type: 'array', items: { anyOf: elements }, minItems: 1 };
}
