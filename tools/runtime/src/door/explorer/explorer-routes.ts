import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import Router from '@koa/router';
import { documentOf } from '../openapi/document.ts';
import type { DocumentOptions } from '../openapi/document.ts';
import { EXPLORER_POLICY } from '../security-headers.ts';
import type { ServedOperation } from '../served-operation.ts';
import { ASSETS, findAssets } from './assets.ts';
import { explorerPage, explorerStart } from './page.ts';

/** Routes for `GET /openapi.json` and the explorer, all from local assets. */
export function explorerRoutes(
  served: readonly ServedOperation[],
  options: DocumentOptions,
  assets: () => string | undefined = findAssets,
): Router {
  const router = new Router({ sensitive: true });
  let document: string | undefined;
  let folder: string | undefined | null = null;

  router.get('/openapi.json', (context) => {
    document ??= JSON.stringify(documentOf(served, options));
    context.body = document;
    context.type = 'application/json';
    context.set('Cache-Control', 'no-cache');
  });
  router.get('/explorer', (context) => {
    folder = folder === null ? assets() : folder;
    context.set('Cache-Control', 'no-cache');
    if (folder === undefined) {
      context.status = 404;
      context.type = 'text/plain';
      context.body =
        'The explorer needs the package swagger-ui-dist beside the door. /openapi.json works without it.\n';
      return;
    }
    context.set('Content-Security-Policy', EXPLORER_POLICY);
    context.type = 'html';
    context.body = explorerPage(options.title);
  });
  router.get('/explorer/start.js', (context) => {
    context.type = 'text/javascript';
    context.set('Cache-Control', 'no-cache');
    context.body = explorerStart;
  });
  router.get('/explorer/:asset', async (context) => {
    const name = context.params['asset'] ?? '';
    folder = folder === null ? assets() : folder;
    if (folder === undefined || !Object.hasOwn(ASSETS, name)) return;
    const file = path.join(folder, name);
    const { size } = await stat(file);
    context.set('Cache-Control', 'public, max-age=3600');
    context.set('Content-Type', ASSETS[name]!);
    context.length = size;
    if (context.method === 'HEAD') context.status = 200;
    else context.body = createReadStream(file);
  });
  return router;
}
