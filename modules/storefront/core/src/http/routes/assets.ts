import { assetNamed } from '../../assets/index.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addAssets: AddRoutes = (router) => {
  router.get('/assets/:file', (context) => {
    const asset = assetNamed(context.params['file'] ?? '');
    if (!asset) return;
    context.set('Cache-Control', 'public, max-age=31536000, immutable');
    context.set('Content-Type', asset.type);
    context.body = asset.text;
  });
};
