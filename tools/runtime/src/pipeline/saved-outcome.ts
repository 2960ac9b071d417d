import { CarveoutError, outcomeUnreadable } from '../errors/index.ts';
import { StoreConflict } from '../ports/index.ts';
import type { CallReply, SavedOutcome, SavedResult, Store } from '../ports/index.ts';
import { checkedOutput } from './handler-context.ts';
import type { HandlerContext, OutcomeSlot } from './handler-context.ts';
import { handlerFailure } from './handler-failure.ts';
import { storeOf } from './hosted-module.ts';
import type { HostedModule } from './hosted-module.ts';
import { inputHash } from './input-hash.ts';
import { reusedKey, tooLate } from './replies.ts';
import type { ServedOperation } from './served-operation.ts';

/**
 * Runs a command whose outcome is saved (law 5): a repeat answers the saved outcome, a concurrent repeat loses the race
 * at the commit and answers the winner's, another input under the same key is refused, a fault is never saved.
 *
 * @param sent the input before it was parsed: what a repeat sends again.
 */
export async function runSaved(
  host: HostedModule,
  served: ServedOperation,
  context: HandlerContext,
  input: unknown,
  sent: unknown,
): Promise<CallReply> {
  const store = storeOf(host, 'saves outcomes');
  const { caller, key, id } = context.envelope;
  const slot: OutcomeSlot = { caller, operation: served.operation.name, key: key ?? id, inputHash: inputHash(sent) };
  context.slot = slot;
  let ran = false;
  try {
    const earlier = key === undefined ? undefined : await store.findOutcome(slot);
    if (earlier !== undefined) return answerSaved(slot, earlier);
    // The look-up took its time.
    if (key !== undefined && context.deadline <= Date.now()) return tooLate();
    ran = true;
    return await runOnce(store, served, context, slot, input);
  } catch (error) {
    if (error instanceof StoreConflict && error.kind === 'outcome') return answerWinner(store, served, context, slot);
    return handlerFailure(served.operation, error, context.log, ran);
  } finally {
    context.end();
  }
}

async function runOnce(
  store: Store,
  served: ServedOperation,
  context: HandlerContext,
  slot: OutcomeSlot,
  input: unknown,
): Promise<CallReply> {
  let value: unknown;
  try {
    value = await served.run(input, context);
  } catch (error) {
    if (context.committed !== undefined) {
      // The outcome is saved: whatever broke afterwards, this is what happened and what a repeat will learn.
      context.log.error(
        { err: error, operation: served.operation.id },
        'operation broke after its transaction had committed',
      );
      return { kind: 'value', value: context.committed.value };
    }
    if (error instanceof StoreConflict) throw error;
    const reply = handlerFailure(served.operation, error, context.log);
    if (reply.kind === 'declared')
      await saveAlone(store, slot, { kind: 'declared', code: reply.code, data: reply.data });
    return reply;
  }
  if (context.committed !== undefined) return { kind: 'value', value: context.committed.value };
  const output = checkedOutput(served, value);
  await saveAlone(store, slot, { kind: 'value', value: output });
  return { kind: 'value', value: output };
}

/** Saves an outcome that no business data goes with: a declared error (what it wrote was undone), or no transaction. */
function saveAlone(store: Store, slot: OutcomeSlot, result: SavedResult): Promise<void> {
  return store.transaction(async (_em, effects) => {
    effects.outcome = { ...slot, result };
  });
}

async function answerWinner(
  store: Store,
  served: ServedOperation,
  context: HandlerContext,
  slot: OutcomeSlot,
): Promise<CallReply> {
  try {
    const winner = await store.findOutcome(slot);
    if (winner !== undefined) return answerSaved(slot, winner);
    throw new CarveoutError(
      outcomeUnreadable,
      `${served.operation.id}: another transaction saved this key's outcome, but it cannot be read`,
    );
  } catch (error) {
    return handlerFailure(served.operation, error, context.log);
  }
}

function answerSaved(slot: OutcomeSlot, saved: Pick<SavedOutcome, 'inputHash' | 'result'>): CallReply {
  return saved.inputHash === slot.inputHash ? saved.result : reusedKey();
}
