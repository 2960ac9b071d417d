import { defineContract, event, query } from '@carveout/contract';
import { testVhost } from '@carveout/testing/vitest';
import { Ajv } from 'ajv';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { slotOf } from '../rabbitmq/events/partition.ts';
import { tap } from '../rabbitmq/fixture/by-hand.ts';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { call, echo, event as happened, linkMaker } from '../rabbitmq/fixture/links.ts';
import { asyncApiDocument } from './document.ts';

/* What the links publish, caught at the broker where the document says that it is, and held against it. */

const vhost = testVhost();
const links = linkMaker();

const Text = z.object({ text: z.string() });
const wired = defineContract('wired', {
  echo: query({ input: Text, output: Text }),
  happened: event({ version: 1, payload: Text, key: ({ text }) => text }),
});

interface Document {
  readonly channels: Record<string, Channel>;
  readonly components: { readonly messages: Record<string, { readonly bindings: { readonly amqp: unknown } }> };
}
interface Channel {
  readonly address: string | null;
  readonly bindings: { readonly amqp: { readonly exchange: { readonly name: string } } };
}
const document = asyncApiDocument([wired], { title: 'Wired' }) as Document;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false }).addSchema(document, 'document');

/** Catches what goes to a channel, and tells what of it the message does not describe. */
async function caught(channel: string, name: string, key: string) {
  const { messages, stop } = await tap(vhost.url, document.channels[channel]!.bindings.amqp.exchange.name, key);
  onTestFinished(stop);
  return {
    messages,
    holdsFor: async (expected: number): Promise<void> => {
      await eventually(`${name} came by`, () => messages.length >= expected);
      const validate = ajv.getSchema(`document#/components/messages/${name}/payload`)!;
      for (const { content, properties } of messages) {
        validate(JSON.parse(content.toString()));
        expect(validate.errors ?? []).toEqual([]);
        expect(document.components.messages[name]!.bindings.amqp).toMatchObject({ messageType: properties.type });
      }
    },
  };
}

it('calls and answers are what the document says, where it says', async () => {
  const [host, caller] = [links(vhost.url), links(vhost.url)];
  await host.calls.start();
  await caller.calls.start();
  await host.calls.serve('wired', echo);
  const calls = await caught('wired.calls', 'wired.calls', document.channels['wired.calls']!.address!);
  await call(caller, 'wired', { text: 'first' });
  await calls.holdsFor(1);
  const answers = await caught('answers', 'answers', String(calls.messages[0]!.properties.replyTo));
  await Promise.all(['a', 'b', 'c'].map((text) => call(caller, 'wired', { text })));
  await call(caller, 'wired', { text: 'last' });
  await calls.holdsFor(3);
  await answers.holdsFor(2);
});

it('so are events', async () => {
  const { events } = links(vhost.url);
  await events.start();
  await events.publish(happened('wired', 'k', { text: 'declares the exchange' }));
  const { address } = document.channels['wired.events']!;
  const key = address!
    .replace('{event}', 'happened')
    .replace('{version}', '1')
    .replace('{slot}', String(slotOf('k')));
  const { holdsFor } = await caught('wired.events', 'wired.happened.v1', key);
  await events.publish(happened('wired', 'k', { text: 'heard' }));
  await holdsFor(1);
});
