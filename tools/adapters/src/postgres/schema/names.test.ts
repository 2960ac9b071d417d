import { describe, expect, it } from 'vitest';
import { schemaNames } from './names.ts';

describe('names in the database', () => {
  it('are the module’s, with the roles marked by their database', () => {
    const names = schemaNames('order-items', 'shop');
    expect(names.schema).toBe('order_items');
    expect(names.runtimeRole).toMatch(/^carveout_order_items_[0-9a-f]{6}$/);
    expect(names.ownerRole).toBe(`${names.runtimeRole}_owner`);
    expect(schemaNames('order-items', 'shop_test').runtimeRole).not.toBe(names.runtimeRole);
  });

  it('are never cut off by the server', () => {
    const names = schemaNames('m'.repeat(40), 'd'.repeat(63));
    for (const name of Object.values(names)) expect(name.length).toBeLessThanOrEqual(63);
  });

  it.each(['public', 'pg-notes', 'information-schema'])('keep away from PostgreSQL’s own: %s', (module) => {
    expect(schemaNames(module, 'shop').schema).toMatch(/^carveout_/);
  });
});
