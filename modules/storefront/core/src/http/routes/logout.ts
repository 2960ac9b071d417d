import { COOKIE_OPTIONS, SESSION_COOKIE } from '../session.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addLogout: AddRoutes = (router) => {
  router.get('/logout', (context) => {
    context.cookies.set(SESSION_COOKIE, null, COOKIE_OPTIONS);
    context.redirect('/');
  });
};
