/** CARV-301: a contract is refused when it is defined. Lists every fault found. */
export class ContractError extends Error {
  readonly code = 'CARV-301';
  readonly faults: readonly string[];

  constructor(contract: string, faults: readonly string[]) {
    super(`CARV-301: contract '${contract}' is refused:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ContractError';
    this.faults = faults;
  }
}
