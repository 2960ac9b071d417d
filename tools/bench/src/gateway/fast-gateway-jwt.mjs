import { expressjwt } from 'express-jwt';
import gateway from 'fast-gateway';
import { expressJwtSecret } from 'jwks-rsa';
import { offer } from '../harness/offer.ts';
import { AUDIENCE } from './roles.ts';

offer({
  start: async ({ upstream, issuer }) => {
    // As the two packages' own guides put them together, with the issuer's keys kept.
    const verify = expressjwt({
      secret: expressJwtSecret({ jwksUri: `${issuer}/keys`, cache: true, rateLimit: true }),
      algorithms: ['RS256'],
      audience: AUDIENCE,
      issuer,
    });
    const routes = [{ prefix: '', target: `http://127.0.0.1:${upstream}` }];
    const server = await gateway({ middlewares: [verify], routes }).start(0, '127.0.0.1');
    return server.address().port;
  },
});
