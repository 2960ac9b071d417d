import type { Visit } from './visit.ts';

export const logout: Visit = {
  name: 'log out',
  weight: 1,
  run: async ({ browser }) => {
    await browser.open('/logout');
  },
};
