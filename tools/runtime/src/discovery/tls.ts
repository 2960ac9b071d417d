/** What a process shows others, and by what it knows them, over links and behind a gateway. Texts in PEM. */
export interface Tls {
  /** Of this process: as a host, and towards hosts that ask for a certificate. */
  readonly cert: string;
  readonly key: string;
  /** Who must have signed the certificates of others. */
  readonly ca: string;
  /** What all certificates of others are made out to, where it is not the address that discovery tells. */
  readonly servername?: string;
}
