import { defineEntity } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { MAIL_KINDS } from '../domain/mail-text.ts';

/** A mail about an order: at most one of each kind. */
export const MailEntity = defineEntity({
  name: 'Mail',
  tableName: 'mails',
  properties: (p) => ({
    orderId: p.text().primary(),
    kind: p.enum(MAIL_KINDS).primary(),
    recipient: p.text(),
    subject: p.text(),
    text: p.text(),
    createdAt: p.datetime(),
    /** Null until the provider has taken it. */
    sentAt: p.datetime().strictNullable(),
    attempts: p.integer(),
    /** When to try next, as long as it is not sent. */
    dueAt: p.datetime(),
  }),
});
export type MailEntity = InferEntity<typeof MailEntity>;
