import type { MigrationSource } from '@carveout/runtime';

/** A million of each of the catalog's first products, so that a load generator does not sell the shop out. */
export const m002FirstStock: MigrationSource = {
  name: '002-first-stock',
  up: [
    `insert into stock (product_id, warehouse, initial, on_hand)
      select product_id, warehouse, 500000, 500000
      from unnest(array['0PUK6V6EV0', '1YMWWN1N4O', '2ZYFJ3GM2N', '66VCHSJNUP', '6E92ZMYYFZ', '9SIQT8TOJO',
          'L9ECAV7KIM', 'LS4PSXUNUM', 'OLJCESPC7Z']) as product_id,
        unnest(array['east', 'west']) as warehouse`,
  ],
  down: ['delete from stock'],
};
