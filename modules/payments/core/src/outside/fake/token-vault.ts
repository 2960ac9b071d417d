import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Good for so long; an order that is held up for longer asks for the card again. */
const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

export interface KeptCard {
  readonly digits: string;
  readonly expirationMonth: number;
  readonly expirationYear: number;
}

/**
 * Where the fake provider keeps cards: in the token itself, sealed under a key of its own. So the fake needs no
 * database, any replica of it can open any token, and what the shop stores is of no use without the key. The card's
 * check value (CVV) is not kept, as the card schemes ask.
 */
export class TokenVault {
  readonly #key: Buffer;

  /** @param secret any text; the same one on every replica. */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'fake card vault', 32));
  }

  seal(card: KeptCard, now: number): string {
    const text = [card.digits, card.expirationMonth, card.expirationYear, now + TOKEN_LIFE_MS].join(' ');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined for a token that is not from this vault, was changed, or is too old. */
  open(token: string, now: number): KeptCard | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    let text: string;
    try {
      text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
    const [digits = '', month, year, until] = text.split(' ');
    if (Number(until) < now) return undefined;
    return { digits, expirationMonth: Number(month), expirationYear: Number(year) };
  }
}
