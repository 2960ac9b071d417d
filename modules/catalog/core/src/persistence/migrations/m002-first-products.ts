import type { MigrationSource } from '@carveout/runtime';

/** The products of the Online Boutique reference workload, by its ids. */
export const m002FirstProducts: MigrationSource = {
  name: '002-first-products',
  up: [
    `insert into product
      (position, id, name, description, picture, price_currency, price_units, price_nanos, categories)
    values
      (1, 'OLJCESPC7Z', 'Sunglasses', 'Dark lenses in a light frame, for bright days and bold entrances.',
        'sunglasses', 'USD', 19, 990000000, '{accessories}'),
      (2, '66VCHSJNUP', 'Tank Top', 'Soft cropped cotton that keeps its shape, wash after wash.',
        'tank-top', 'USD', 18, 990000000, '{clothing,tops}'),
      (3, '1YMWWN1N4O', 'Watch', 'A golden case, a plain dial, and never a minute late.',
        'watch', 'USD', 109, 990000000, '{accessories}'),
      (4, 'L9ECAV7KIM', 'Loafers', 'Slip them on and go: supple leather with a sole that lasts.',
        'loafers', 'USD', 89, 990000000, '{footwear}'),
      (5, '2ZYFJ3GM2N', 'Hairdryer', 'Three heats and a hush: dry in minutes without waking the house.',
        'hairdryer', 'USD', 24, 990000000, '{hair,beauty}'),
      (6, '0PUK6V6EV0', 'Candle Holder', 'Blown glass that turns one small flame into a warm evening.',
        'candle-holder', 'USD', 18, 990000000, '{decor,home}'),
      (7, 'LS4PSXUNUM', 'Salt and Pepper Shakers', 'A pair for the table that pours as much as you meant, and no more.',
        'salt-and-pepper-shakers', 'USD', 18, 490000000, '{kitchen}'),
      (8, '9SIQT8TOJO', 'Bamboo Glass Jar', 'Keeps tea, beans or biscuits fresh under a snug bamboo lid.',
        'bamboo-glass-jar', 'USD', 5, 490000000, '{kitchen}'),
      (9, '6E92ZMYYFZ', 'Mug', 'A generous handle, a thick rim, and room for the second cup.',
        'mug', 'USD', 8, 990000000, '{kitchen}')`,
  ],
  down: [
    `delete from product where id in ('OLJCESPC7Z', '66VCHSJNUP', '1YMWWN1N4O', 'L9ECAV7KIM', '2ZYFJ3GM2N',
      '0PUK6V6EV0', 'LS4PSXUNUM', '9SIQT8TOJO', '6E92ZMYYFZ')`,
  ],
};
