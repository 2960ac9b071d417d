import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { MailEntity } from './mail-entity.ts';
import { m001Mails } from './migrations/m001-mails.ts';

export const persistence = definePersistence<EntityManager>({ entities: [MailEntity], migrations: [m001Mails] });
