import { command, defineContract, event, query } from '@carveout/contract';
import type { CallReply } from '@carveout/runtime';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeEvent } from '../rabbitmq/events/event-codec.ts';
import { encodeCall } from '../wire/call-codec.ts';
import { encodeReply } from '../wire/reply-codec.ts';
import { asyncApiDocument } from './document.ts';

interface Comment {
  readonly text: string;
  readonly replies: readonly Comment[];
}
const Comment: z.ZodType<Comment> = z.object({ text: z.string(), replies: z.array(z.lazy(() => Comment)) });

const blog = defineContract('blog', {
  post: command({
    input: z.object({ title: z.string(), at: z.tuple([z.number(), z.string()]), draft: z.boolean().default(false) }),
    output: z.object({ id: z.string() }),
    errors: { TITLE_TAKEN: z.object({ by: z.string() }), CLOSED: z.undefined() },
    summary: 'Puts an article on the page.',
  }),
  latest: query({ input: z.undefined(), output: z.object({ comment: Comment }).optional() }),
  posted: event({
    version: 2,
    payload: z.object({ id: z.string(), comment: Comment }),
    key: ({ id }) => id,
  }),
  cleared: event({ version: 1, payload: z.undefined(), key: () => 'all' }),
});
const mail = defineContract('mail', {
  send: command({ input: z.object({ to: z.string() }), output: z.undefined() }),
});

interface Document {
  readonly channels: Record<string, { readonly messages: Record<string, unknown> }>;
  readonly operations: Record<string, { readonly 'x-call'?: Ref; readonly 'x-answer'?: Ref; readonly reply?: unknown }>;
  readonly components: { readonly messages: Record<string, { readonly bindings: { readonly amqp: unknown } }> };
}
interface Ref {
  readonly $ref: string;
}
const document = asyncApiDocument([blog, mail], { title: 'Blog' }) as Document;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false }).addSchema(document, 'document');

/** What is wrong with a body, by the document's schema of a message. */
function faultsOf(pointer: string, body: string): unknown {
  const validate = ajv.getSchema(`document#${pointer}`)!;
  return validate(JSON.parse(body)) === true ? [] : validate.errors;
}
const ofMessage = (name: string, body: string): unknown => faultsOf(`/components/messages/${name}/payload`, body);
const batch = (...elements: string[]): string => `[${elements.join(',')}]`;

const plain = { id: 'c-1', correlation: 'r-1', caller: 'shop', deadline: 1_893_456_000_000 };
const full = {
  ...{ ...plain, causation: 'c-0', key: 'k', principal: { id: 'ann', roles: ['author'] } },
  trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const again = { ...full, attempt: 1, repeated: true as const };
const calls = (['post', 'latest'] as const).flatMap((operation) =>
  [plain, full, again].map((envelope) => {
    const input = operation === 'post' ? { title: 'One', at: [1, 'a'] } : undefined;
    return encodeCall({ module: 'blog', operation, envelope, input }, JSON.stringify(input));
  }),
);

const comment = { text: 'a', replies: [{ text: 'b', replies: [] }] };
const failed = { code: 'CARV-312', message: 'full' };
const ofPost: CallReply[] = [
  { kind: 'value', value: { id: '1' } },
  { kind: 'declared', code: 'TITLE_TAKEN', data: { by: 'bob' } },
  { kind: 'declared', code: 'CLOSED', data: undefined },
  { kind: 'invalid', ...failed, issues: [{ path: ['at', 0], message: 'bad' }] },
  { kind: 'denied', ...failed },
  { kind: 'not-sent', ...failed, after: 100 },
  { kind: 'outcome-unknown', ...failed, final: true },
  { kind: 'fault', ...failed },
];
const ofLatest: CallReply[] = [
  { kind: 'value', value: { comment } },
  { kind: 'value', value: undefined },
];

const posted = {
  ...{ id: 'e-1', module: 'blog', event: 'posted', version: 2, key: '1', at: Date.now() },
  envelope: { id: 'e-1', correlation: 'r-1', caller: 'blog', causation: 'c-1', principal: full.principal },
  payload: { id: '1', comment },
};

describe('calls, as they are encoded', () => {
  it('are batches that the message of their module describes, whatever is in them', () => {
    expect(ofMessage('blog.calls', batch(...calls))).toEqual([]);
    for (const one of calls) expect(ofMessage('blog.calls', batch(one))).toEqual([]);
  });

  it('are each what their operation names', () => {
    const pointer = (operation: string): string => document.operations[operation]!['x-call']!.$ref.slice(1);
    for (const [index, one] of calls.entries()) {
      const [own, other] = index < 3 ? ['blog.post', 'blog.latest'] : ['blog.latest', 'blog.post'];
      expect(faultsOf(pointer(own!), one)).toEqual([]);
      expect(faultsOf(pointer(other!), one)).not.toEqual([]);
    }
  });

  it.each([
    ['an input alone', '{"title":"One","at":[1,"a"]}'],
    ['a call without its batch', calls[0]!],
    ['an empty batch', '[]'],
    ['a call of another operation', batch(calls[0]!.replace('"post"', '"put"'))],
    ['an input that the contract refuses', batch(calls[0]!.replace('"One"', '1'))],
    ['a tuple of other types', batch(calls[0]!.replace('[1,"a"]', '["a",1]'))],
    ['a deadline as text', batch(calls[0]!.replace('1893456000000', '"soon"'))],
    ['no input where there has to be one', batch('["post","c","r","shop",1,null,null,null,null]')],
  ])('and %s is refused', (_, body) => {
    expect(ofMessage('blog.calls', body)).not.toEqual([]);
  });

  it('may have elements that a later version adds', () => {
    expect(ofMessage('blog.calls', batch(calls[2]!.replace(/\]$/, ',"more"]')))).toEqual([]);
  });
});

describe('answers, as they are encoded', () => {
  const pointer = (operation: string): string => document.operations[operation]!['x-answer']!.$ref.slice(1);
  const encoded = [...ofPost, ...ofLatest, ofLatest[1]!].map((reply, index) => encodeReply(index, reply));

  it('are batches of any that a process gives, whatever modules it hosts', () => {
    expect(ofMessage('answers', batch(...encoded))).toEqual([]);
  });

  it('are each what their operation names', () => {
    for (const reply of ofPost) expect(faultsOf(pointer('blog.post'), encodeReply(7, reply))).toEqual([]);
    for (const reply of ofLatest) expect(faultsOf(pointer('blog.latest'), encodeReply(7, reply))).toEqual([]);
    expect(faultsOf(pointer('mail.send'), encodeReply(7, { kind: 'value', value: undefined }))).toEqual([]);
  });

  it.each([
    ['a value alone', '{"id":"1"}'],
    ['no value', '[0,0]'],
    ['a value of another type', '[0,0,{"id":1}]'],
    ['an error as an object', '{"code":"TITLE_TAKEN","data":{"by":"bob"}}'],
    ['an error that is not declared', '[0,1,"TITLE_LOST",{"by":"bob"}]'],
    ['an error without its data', '[0,1,"TITLE_TAKEN"]'],
    ['a failure without a message', '[0,4,"CARV-312"]'],
    ['issues that are none', '[0,2,"CARV-302","bad",["title"]]'],
  ])('and %s is refused', (_, element) => {
    expect(faultsOf(pointer('blog.post'), element)).not.toEqual([]);
  });
});

describe('events, as they are encoded', () => {
  it('are what their message describes', () => {
    expect(ofMessage('blog.posted.v2', encodeEvent(posted))).toEqual([]);
    const more = { trace: full.trace, attempt: 2, repeated: true as const };
    const whole = { ...posted, envelope: { ...posted.envelope, ...more } };
    expect(ofMessage('blog.posted.v2', encodeEvent(whole))).toEqual([]);
  });

  it('may have no payload where the contract has none', () => {
    const cleared = { ...posted, event: 'cleared', version: 1, payload: undefined };
    expect(ofMessage('blog.cleared.v1', encodeEvent(cleared))).toEqual([]);
  });

  it.each(['id', 'module', 'event', 'version', 'key', 'at', 'envelope', 'payload'])('and not without %s', (name) => {
    expect(ofMessage('blog.posted.v2', encodeEvent({ ...posted, [name]: undefined }))).not.toEqual([]);
  });

  it.each(['id', 'correlation', 'caller'])('nor without %s of the envelope', (name) => {
    const envelope = { ...posted.envelope, [name]: undefined };
    expect(ofMessage('blog.posted.v2', encodeEvent({ ...posted, envelope }))).not.toEqual([]);
  });
});

it('the document says by which type each message is known, and points at no header that is not there', () => {
  const types = Object.entries(document.components.messages).map(([name, { bindings }]) => [name, bindings.amqp]);
  expect(Object.fromEntries(types)).toMatchObject({
    'blog.calls': { messageType: 'carveout.calls.1' },
    answers: { messageType: 'carveout.replies.1' },
    'blog.posted.v2': { messageType: 'carveout.event.1' },
  });
  expect(types).toHaveLength(5);
  expect(JSON.stringify(document)).not.toContain('$message.header');
  expect(Object.keys(document.channels)).toEqual(['blog.events', 'blog.calls', 'mail.calls', 'answers']);
});
