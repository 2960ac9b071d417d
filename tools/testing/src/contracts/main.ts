import { parseContractArguments, usage } from './arguments.ts';
import { runContracts } from './run-contracts.ts';

/** The program behind `npm run contracts` and the target `contract` of each contract. */
try {
  const asked = parseContractArguments(process.argv.slice(2));
  if (asked === 'help') process.stdout.write(`${usage}\n`);
  else {
    const { lines, faults } = await runContracts(process.cwd(), asked);
    for (const line of lines) process.stdout.write(`${line}\n`);
    for (const fault of faults) process.stderr.write(`${String(fault)}\n`);
    if (faults.length > 0) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(
    `${error instanceof Error && 'code' in error ? String(error) : String((error as Error).message)}\n`,
  );
  process.exitCode = 1;
}
