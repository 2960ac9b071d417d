import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { offer } from '../harness/offer.ts';
import { AUDIENCE } from './roles.ts';
import type { IssuerOffers } from './roles.ts';

let signing: { readonly key: CryptoKey; readonly issuer: string } | undefined;

const offers: IssuerOffers = {
  start: async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] });
    const server = createServer((_, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(keys),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    signing = { key: privateKey, issuer };
    return issuer;
  },
  token: () => {
    const { key, issuer } = signing!;
    const token = new SignJWT({ roles: ['customer'] }).setProtectedHeader({ alg: 'RS256', kid: 'one' });
    return token
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject('ann')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
  },
};

offer({ ...offers });
