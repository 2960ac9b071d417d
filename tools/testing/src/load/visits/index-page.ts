import type { Visit } from './visit.ts';

export const indexPage: Visit = {
  name: 'index page',
  weight: 2,
  run: async ({ browser }) => {
    await browser.open('/');
  },
};
