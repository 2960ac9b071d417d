import { createPostgreSqlTypeParsers } from '@mikro-orm/postgresql';
import pg from 'pg';

const TEXT_ARRAY = 1009 as Parameters<typeof pg.types.getTypeParser>[0];

/** MikroORM wants dates and times as the server writes them, and reads them itself. */
export function ormTypes(): InstanceType<typeof pg.TypeOverrides> {
  const types = new pg.TypeOverrides();
  const parseArray = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => string[];
  for (const [oid, parse] of Object.entries(createPostgreSqlTypeParsers(parseArray))) {
    types.setTypeParser(Number(oid), parse);
  }
  return types;
}
