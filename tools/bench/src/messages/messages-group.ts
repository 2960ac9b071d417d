import type { Figure, Group, ReadyFigure } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';
import { consumeFigure, withConsumers } from './consume/consume-figure.ts';
import { latencyFigure, withLatencies } from './latency/latency-figure.ts';
import { publishFigure, withPublishers } from './publish/publish-figure.ts';
import { relayFigure, withRelays } from './relay/relay-figure.ts';
import { transactionFigure, withTransactions } from './transaction/transaction-figure.ts';

type Measure = (ready: ReadyFigure) => Promise<void>;

/** Events: published, consumed, saved and relayed. */
export function messagesGroup(servers: Servers): Group {
  const runs = new Map<Figure, (measure: Measure) => Promise<void>>([
    [publishFigure, async (measure) => withPublishers(await servers.broker(), measure)],
    [consumeFigure, async (measure) => withConsumers(await servers.broker(), measure)],
    [relayFigure, async (measure) => withRelays(await servers.broker(), await servers.database(), measure)],
    [transactionFigure, async (measure) => withTransactions(await servers.database(), measure)],
    [latencyFigure, async (measure) => withLatencies(await servers.broker(), await servers.database(), measure)],
  ]);
  return {
    name: 'messages',
    figures: [...runs.keys()],
    run: (figure, measure) => runs.get(figure)!(measure),
    end: async () => undefined,
  };
}
