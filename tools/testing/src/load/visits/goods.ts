export const productIds = [
  '0PUK6V6EV0',
  '1YMWWN1N4O',
  '2ZYFJ3GM2N',
  '66VCHSJNUP',
  '6E92ZMYYFZ',
  '9SIQT8TOJO',
  'L9ECAV7KIM',
  'LS4PSXUNUM',
  'OLJCESPC7Z',
] as const;

export const currencyCodes = ['EUR', 'USD', 'JPY', 'CAD', 'GBP', 'TRY'] as const;
