import Koa from 'koa';
import { expect, it } from 'vitest';
import { listen } from '../testing/open-door.ts';
import { explorerRoutes } from './explorer-routes.ts';

it('says what is missing where the explorer is not installed', async () => {
  const app = new Koa();
  app.use(explorerRoutes([], { title: 'None' }, () => undefined).routes());
  const port = await listen(app);
  const response = await fetch(`http://127.0.0.1:${port}/explorer`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('swagger-ui-dist');
  expect((await fetch(`http://127.0.0.1:${port}/openapi.json`)).status).toBe(200);
});
