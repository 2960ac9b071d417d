import gateway from 'fast-gateway';
import { offer } from '../harness/offer.ts';

offer({
  start: async ({ upstream }) => {
    const server = await gateway({ routes: [{ prefix: '', target: `http://127.0.0.1:${upstream}` }] }).start(
      0,
      '127.0.0.1',
    );
    return server.address().port;
  },
});
