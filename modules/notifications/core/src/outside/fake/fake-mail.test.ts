import { expect, it } from 'vitest';
import { FakeMail } from './fake-mail.ts';

const MAIL = { key: 'order-1/order-placed', to: 'someone@example.com', subject: 'Your order', text: 'Thank you' };
const signal = new AbortController().signal;

function recorder() {
  const lines: unknown[] = [];
  return { lines, log: { info: (...line: unknown[]) => void lines.push(line) } };
}

it('writes a line that shows neither text nor address', async () => {
  const { lines, log } = recorder();
  await new FakeMail({ delayMs: 0, failureRate: 0 }, log).send(MAIL, signal);
  const written = JSON.stringify(lines);
  expect(written).toContain('order-1/order-placed');
  expect(written).toContain('s…@example.com');
  expect(written).not.toContain('someone');
  expect(written).not.toContain('Thank you');
});

it('refuses mails as often as it is set to', async () => {
  const { lines, log } = recorder();
  const draws = [0.4, 0.6].values();
  const mail = new FakeMail({ delayMs: 0, failureRate: 0.5 }, log, () => draws.next().value!);
  await expect(mail.send(MAIL, signal)).rejects.toThrow('did not take a mail');
  await expect(mail.send(MAIL, signal)).resolves.toBeUndefined();
  expect(lines).toHaveLength(1);
});

it('gives up a slow mail when it is told to stop', async () => {
  const stop = new AbortController();
  const sending = new FakeMail({ delayMs: 60_000, failureRate: 0 }, recorder().log).send(MAIL, stop.signal);
  stop.abort();
  await expect(sending).rejects.toThrow('aborted');
});
