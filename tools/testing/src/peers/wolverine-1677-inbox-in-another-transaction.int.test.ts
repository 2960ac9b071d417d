import { describe, expect, it, vi } from 'vitest';
import { auditReader, auditWith, write } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';

const hosts = testHosts();
const shop = [client, tellerWith(), bankWith(), auditReader];

const rowsOf = async (account: string): Promise<{ readonly written: number; readonly marks: number }> => {
  const [row] = await hosts.query(`select
    (select count(*)::int from audit.heard where account = '${account}') as written,
    (select count(*)::int from audit.carveout_inbox) as marks`);
  return row as { written: number; marks: number };
};

/** Refuses one commit that has an inbox mark in it: the trigger runs at the commit, when all statements have passed. */
const refuseOneCommit = `
  create sequence audit.commits;
  create function audit.refuse_first() returns trigger language plpgsql security definer set search_path = audit as
    $$ begin if nextval('commits') = 1 then raise 'planted: refused at the commit'; end if; return null; end $$;
  create constraint trigger refuse_first after insert on audit.carveout_inbox deferrable initially deferred
    for each row execute function audit.refuse_first()`;

describe('what a listener writes and its inbox mark', () => {
  it('are there together or not at all, wherever in the transaction the database strikes', async () => {
    const tries: string[] = [];
    const audit = auditWith((payload, context) =>
      context.transaction(async ({ em }) => {
        const strike = (): Promise<unknown> => em.execute('select pg_terminate_backend(pg_backend_pid())');
        const nr = tries.push(JSON.stringify(await rowsOf('together')));
        if (nr === 1) await strike();
        await em.execute('insert into heard (account, amount) values (?, ?)', [payload.account, payload.amount]);
        if (nr === 2) await strike();
      }),
    );
    const host = await hosts.start([...shop, audit]);
    await hosts.query(refuseOneCommit);
    await host.calls<ClientCalls>('client').bank.deposit({ account: 'together', amount: 1 });
    await vi.waitFor(async () => expect(await rowsOf('together')).toEqual({ written: 1, marks: 1 }), soon);
    // Before the write, after it, and at the commit: nothing was left each time.
    const nothing = JSON.stringify({ written: 0, marks: 0 });
    expect(tries).toEqual([nothing, nothing, nothing, nothing]);
  });

  it('are both there when the answer to the commit is lost, and the next try finds the mark', async () => {
    const host = await hosts.start([...shop, auditWith(write)]);
    const trouble = host.trouble('audit');
    let lost = 0;
    trouble.afterCommit = () => {
      if (lost++ === 0) throw new Error('planted: the answer is lost');
    };
    const before = (await rowsOf('lost')).marks;
    await host.calls<ClientCalls>('client').bank.deposit({ account: 'lost', amount: 1 });
    await vi.waitFor(() => expect(lost).toBeGreaterThan(0), soon);
    await vi.waitFor(() => expect(trouble.used.get('isHandled')).toBeGreaterThan(1), soon);
    expect(await rowsOf('lost')).toEqual({ written: 1, marks: before + 1 });
  });
});
