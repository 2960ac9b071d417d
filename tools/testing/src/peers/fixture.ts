import type { AssembledModule, Client, Deployment } from '@carveout/runtime';
import { auditReader, auditWith } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { OCCASION_MS } from '../conformance/fixture/patience.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { linkedHosts, topologyOf } from '../runtime/fixture/linked-hosts.ts';
import type { Servers } from '../runtime/fixture/linked-hosts.ts';

/** A bank in one deployable, and in another the books that hear its deposits: they meet over RabbitMQ. */
export function bankAndBooks() {
  const hosts = linkedHosts();
  const startShop = (servers: Servers, bank: AssembledModule = bankWith()): Promise<Deployment> => {
    const shop = [client, tellerWith(), bank];
    return hosts.start('shop', shop, topologyOf({ shop, books: [auditWith(), auditReader] }), servers);
  };
  const startBooks = (servers: Servers, audit: AssembledModule = auditWith()): Promise<Deployment> => {
    const books = [audit, auditReader];
    return hosts.start('books', books, topologyOf({ shop: [client, tellerWith(), bankWith()], books }), servers);
  };
  return { startShop, startBooks, stop: hosts.stop };
}

export async function deposit(shop: Deployment, account: string, ...amounts: number[]): Promise<void> {
  const calls = shop.callsAs('client', { deadline: Date.now() + OCCASION_MS }) as ClientCalls;
  for (const amount of amounts) await calls.bank.deposit({ account, amount });
}

/** What the books have written of an account, in order. */
export async function heard(books: Deployment, account: string): Promise<number[]> {
  const reader = books.callsAs('reader') as { audit: Client<typeof auditContract> };
  return (await reader.audit.heard({ account })).amounts;
}
