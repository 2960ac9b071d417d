import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

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
  readonly #ivKey: Buffer;

  /** @param secret any text; the same one on every replica. */
  constructor(secret: string) {
    this.#key = derivedKey(secret, 'card');
    this.#ivKey = derivedKey(secret, 'iv');
  }

  /** The same card gets the same token: its initialisation vector is made from the card, so none serves two cards. */
  seal({ digits, expirationMonth, expirationYear }: KeptCard): string {
    const text = [digits, expirationMonth, expirationYear].join(' ');
    const iv = createHmac('sha256', this.#ivKey).update(text).digest().subarray(0, IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined for a token that is not from this vault, or was changed. */
  open(token: string): KeptCard | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      const [digits = '', month, year] = text.split(' ');
      return { digits, expirationMonth: Number(month), expirationYear: Number(year) };
    } catch {
      return undefined;
    }
  }
}

function derivedKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `fake card vault: ${purpose}`, 32));
}
