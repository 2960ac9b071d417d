import { removeLeftPolicy } from '../apt/start-policy.ts';
import type { BackingOrigin } from '../backing-use.ts';
import { allowedOrigins } from '../environment.ts';
import { readSettings, writeSettings } from '../settings.ts';
import type { BackingKind, Running, Source, StartRequest, Tried } from './running.ts';
import { isNotHad } from './running.ts';
import { writeState } from './state-file.ts';

/**
 * Starts a server from the first source that gives one. A folder that keeps data stays with the origin that it began
 * with, because no other one would find that data: the shop would look empty. Throws the kind's own error when there is
 * none.
 */
export async function startFirstThatWorks(kind: BackingKind, request: Omit<StartRequest, 'record'>): Promise<Running> {
  const { folder, persistent } = request;
  await removeLeftPolicy();
  const bound = persistent ? readSettings(folder).origin : undefined;
  const sources = kind.sources(persistent).filter(({ origin }) => bound === undefined || keptAs(origin) === bound);
  const answer = await firstOf(sources, request);
  if ('url' in answer) {
    if (persistent) writeSettings(folder, { ...readSettings(folder), origin: keptAs(answer.origin) });
    return answer;
  }
  if (bound === undefined) throw kind.unavailable(answer);
  throw kind.keptElsewhere({ folder, origin: bound, why: answer.map(({ reason }) => reason).join('; ') });
}

/** What the distribution installed is an installed server from then on. */
function keptAs(origin: BackingOrigin): BackingOrigin {
  return origin === 'apt' ? 'installed' : origin;
}

async function firstOf(
  sources: readonly Source[],
  request: Omit<StartRequest, 'record'>,
): Promise<Running | readonly Tried[]> {
  const tried: Tried[] = [];
  const allowed = allowedOrigins();
  for (const source of sources) {
    if (allowed && !allowed.has(source.origin)) {
      tried.push({ origin: source.origin, reason: 'not among the origins that CARVEOUT_BACKING allows' });
      continue;
    }
    const record: StartRequest['record'] = (begun) => writeState(request.folder, { begun, users: [] });
    const answer = await source.start({ ...request, record });
    if (!isNotHad(answer)) return answer;
    tried.push({ origin: source.origin, ...answer });
  }
  return tried;
}
