import { testVhost } from '@carveout/testing/vitest';
import { expect, it, vi } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { call, echo, event, linkMaker } from './fixture/links.ts';

// As it would be with an amqplib whose private fields are others.
vi.mock('./connection/direct-writes.ts', () => ({ socketOf: () => undefined, DirectWrites: class {} }));

const vhost = testVhost();
const links = linkMaker();

it('works where amqplib is not built as expected', async () => {
  const rabbitmq = links(vhost.url);
  await Promise.all([rabbitmq.calls.start(), rabbitmq.events.start()]);
  await rabbitmq.calls.serve('plain', echo);
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => call(rabbitmq, 'plain', index)));
  expect(answers).toEqual(answers.map((_, index) => ({ kind: 'value', value: index })));
  const heard: unknown[] = [];
  const source = { module: 'news', event: 'happened', version: 1 };
  await rabbitmq.events.subscribe({ module: 'plain', listener: 'on-happened', source }, async ({ payload }) => {
    heard.push(payload);
    return { kind: 'done' };
  });
  await Promise.all(Array.from({ length: 100 }, (_, index) => rabbitmq.events.publish(event('news', 'k', index))));
  await eventually('all arrived', () => heard.length === 100);
  expect(heard).toEqual(heard.map((_, index) => index));
});
