import { module } from '../module.ts';
import { MailEntity } from '../persistence/mail-entity.ts';

export const sent = module.handle('sent', async ({ orderId }, { em }) => {
  const rows = await em.find(MailEntity, { orderId }, { orderBy: { createdAt: 'asc' } });
  return {
    mails: rows.map(({ kind, recipient, subject, sentAt }) => ({
      orderId,
      kind,
      to: recipient,
      subject,
      sentAt: sentAt?.toISOString() ?? null,
    })),
  };
});
