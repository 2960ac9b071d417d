import { allowedOrigins } from '../environment.ts';
import type { BackingKind, Running, StartRequest, Tried } from './running.ts';
import { isNotHad } from './running.ts';
import { writeState } from './state-file.ts';

/** Starts a server from the first source that gives one. Throws the kind's own error when none does. */
export async function startFirstThatWorks(kind: BackingKind, request: Omit<StartRequest, 'record'>): Promise<Running> {
  const tried: Tried[] = [];
  const allowed = allowedOrigins();
  for (const source of kind.sources) {
    if (allowed && !allowed.has(source.origin)) {
      tried.push({ origin: source.origin, reason: 'not among the origins that CARVEOUT_BACKING allows' });
      continue;
    }
    const record: StartRequest['record'] = (begun) => writeState(request.folder, { begun, users: [] });
    const answer = await source.start({ ...request, record });
    if (!isNotHad(answer)) return answer;
    tried.push({ origin: source.origin, ...answer });
  }
  throw kind.unavailable(tried);
}
