import { waitAfter } from '../domain/next-try.ts';
import { module } from '../module.ts';
import { MailEntity } from '../persistence/mail-entity.ts';
import { isOvertaken, mailKey } from './write-mail.ts';

/** At most so many in one go, one after the other: a provider that was away is not flooded. */
const BATCH = 50;

export const resendMails = module.schedule(
  'resend-mails',
  { every: 5_000 },
  async (_tick, { em, ports, log, signal, transaction }) => {
    const due = await em.find(
      MailEntity,
      { sentAt: null, dueAt: { $lte: new Date() } },
      { orderBy: { dueAt: 'asc' }, limit: BATCH },
    );
    if (due.length === 0) return;
    const overtaken: MailEntity[] = [];
    const tried: { mail: MailEntity; sentAt: Date | null }[] = [];
    for (const mail of due) {
      if (signal.aborted) break;
      if (await isOvertaken(em, mail.orderId, mail.kind)) {
        overtaken.push(mail);
        continue;
      }
      const key = mailKey(mail.orderId, mail.kind);
      const sentAt = await ports.mail
        .send({ key, to: mail.recipient, subject: mail.subject, text: mail.text }, signal)
        .then(
          () => new Date(),
          (error: unknown) => {
            log.warn({ err: error, order: mail.orderId, kind: mail.kind }, 'mail not sent; it is tried again');
            return null;
          },
        );
      tried.push({ mail, sentAt });
    }
    await transaction(async ({ em: unit }) => {
      for (const { orderId, kind } of overtaken) await unit.nativeDelete(MailEntity, { orderId, kind, sentAt: null });
      for (const { mail, sentAt } of tried) {
        const attempts = mail.attempts + 1;
        const dueAt = new Date(Date.now() + waitAfter(attempts));
        await unit.nativeUpdate(
          MailEntity,
          { orderId: mail.orderId, kind: mail.kind, sentAt: null },
          { attempts, dueAt, sentAt },
        );
      }
    });
  },
);
