import { Pool } from 'undici';
import type { Answer } from '../payload.ts';
import { beClient } from '../roles.ts';

beClient(async ({ ports: [, port] }) => {
  const pool = new Pool(`http://127.0.0.1:${port}`);
  const headers = { 'content-type': 'application/json' };
  return {
    call: async (ask) => {
      const { body } = await pool.request({ path: '/quote', method: 'POST', headers, body: JSON.stringify(ask) });
      return (await body.json()) as Answer;
    },
    stop: () => pool.destroy(),
  };
});
