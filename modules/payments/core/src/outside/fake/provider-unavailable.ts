/** The pretended provider broke. Says nothing of the card. */
export class ProviderUnavailable extends Error {
  constructor(what: string) {
    super(`the card provider (fake) failed to ${what}; trying again is safe`);
    this.name = 'ProviderUnavailable';
  }
}
