import type { Envelope } from '@carveout/contract';
import type { OutcomeKey } from '../ports/index.ts';
import { CarveoutError, outputInvalid } from '../errors/index.ts';
import type { HostedModule } from './hosted-module.ts';
import { issueLine, issuesOf } from './replies.ts';
import type { ServedOperation } from './served-operation.ts';
import { WorkContext } from './work-context.ts';

/** Names the outcome that a command's transaction saves. */
export interface OutcomeSlot extends OutcomeKey {
  readonly inputHash: string;
}

/** What the handler of a command or query gets. */
export class HandlerContext extends WorkContext {
  readonly served: ServedOperation;
  /** Set for commands whose outcome is saved. */
  slot: OutcomeSlot | undefined = undefined;
  /** The checked output, once the transaction has committed. */
  committed: { readonly value: unknown } | undefined = undefined;

  constructor(host: HostedModule, served: ServedOperation, envelope: Envelope) {
    super(host, envelope);
    this.served = served;
  }

  get what(): string {
    return this.served.operation.id;
  }

  /** An idempotency key is unique per caller and operation only, so what is derived from it must say which. */
  override get keyBase(): string {
    return `${this.envelope.caller}/${this.served.operation.id}/${super.keyBase}`;
  }

  get fail(): unknown {
    return this.served.fail;
  }

  get transaction(): unknown {
    return async (work: (scope: object) => unknown) => {
      const value = await this.openTransaction(work, (result, effects) => {
        const output = checkedOutput(this.served, result);
        if (this.slot !== undefined) effects.outcome = { ...this.slot, result: { kind: 'value', value: output } };
        return output;
      });
      this.committed = { value };
      return value;
    };
  }
}

/** The output as its contract has it, or a coded error: checked before the commit, so that no caller is told less. */
export function checkedOutput(served: ServedOperation, value: unknown): unknown {
  const parsed = served.parseOutput(value);
  if (parsed.issues === undefined) return parsed.value;
  throw new CarveoutError(
    outputInvalid,
    `${served.operation.id} returns what its contract does not allow: ${issueLine(issuesOf(parsed))}`,
  );
}
