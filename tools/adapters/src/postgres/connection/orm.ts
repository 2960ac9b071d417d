import type { AnyEntity, EntityClass, EntitySchema, Options } from '@mikro-orm/postgresql';
import { MikroORM } from '@mikro-orm/postgresql';
import type { SchemaNames } from '../schema/names.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { poolDialect } from './dialect.ts';

type Entity = EntityClass<AnyEntity> | EntitySchema;

/** MikroORM over a pool. Nothing is connected before the first statement. */
export function createOrm(
  pool: ConnectionPool,
  names: SchemaNames,
  entities: readonly unknown[],
  more: Pick<Options, 'extensions' | 'migrations'> = {},
): MikroORM {
  return new MikroORM({
    dbName: pool.database,
    driverOptions: poolDialect(pool),
    schema: names.schema,
    entities: entities as Entity[],
    discovery: { warnWhenNoEntities: false },
    // Statements hold values; they are nobody's to read unless somebody turns this on.
    debug: false,
    ...more,
  });
}
