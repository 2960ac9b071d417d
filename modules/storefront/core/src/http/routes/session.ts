import type { AddRoutes } from '../shop-routes.ts';

/** Tells a visitor the id under which the JSON API knows them: their cookie does not show it. */
export const addSession: AddRoutes = (router, { tools }) => {
  router.get('/api/session', (context) => {
    const principal = tools.principal(context);
    context.set('Cache-Control', 'no-store');
    context.body = { customer: principal?.roles.includes('customer') ? principal.id : null };
  });
};
