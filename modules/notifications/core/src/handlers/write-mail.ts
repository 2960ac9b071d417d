import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { mailText } from '../domain/mail-text.ts';
import type { MailKind, OrderFacts } from '../domain/mail-text.ts';
import { waitAfter } from '../domain/next-try.ts';
import type { Mail } from '../outside/mail.ts';
import { MailEntity } from '../persistence/mail-entity.ts';

interface Tools {
  readonly em: EntityManager;
  readonly ports: { readonly mail: Mail };
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly transaction: (work: (scope: { readonly em: EntityManager }) => Promise<void>) => Promise<void>;
}

/**
 * Whether a mail is of no use any more: news of an order that was cancelled must not come after the news that it was.
 */
export async function isOvertaken(em: EntityManager, orderId: string, kind: MailKind): Promise<boolean> {
  return kind === 'order-placed' && (await em.count(MailEntity, { orderId, kind: 'order-cancelled' })) > 0;
}

/**
 * Sends a mail and writes down that it did. A mail that the provider does not take is written down as unsent, for the
 * schedule to try again: what is down is the provider, not this listener.
 */
export async function writeMail(
  kind: MailKind,
  order: OrderFacts & { readonly email: string },
  { em, ports, log, signal, transaction }: Tools,
): Promise<void> {
  if ((await em.findOne(MailEntity, { orderId: order.id, kind })) !== null) return;
  if (await isOvertaken(em, order.id, kind)) return;
  const mail = { ...mailText(kind, order), recipient: order.email };
  const sentAt = await ports.mail.send({ ...mail, key: mailKey(order.id, kind), to: order.email }, signal).then(
    () => new Date(),
    (error: unknown) => {
      log.warn({ err: error, order: order.id, kind }, 'mail not sent; it is tried again');
      return null;
    },
  );
  const now = new Date();
  await transaction(async ({ em: unit }) => {
    const dueAt = new Date(now.getTime() + waitAfter(1));
    const row = { ...mail, orderId: order.id, kind, createdAt: now, sentAt, attempts: 1, dueAt };
    await unit.createQueryBuilder(MailEntity).insert(row).onConflict(['orderId', 'kind']).ignore().execute();
  });
}

/** Under which the provider takes a mail once. */
export function mailKey(orderId: string, kind: MailKind): string {
  return `${orderId}/${kind}`;
}
