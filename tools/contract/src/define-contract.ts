import type { AnyContract, Contract, Definitions } from './contract.ts';
import { DOOR } from './envelope.ts';
import { parseHttpLine } from './http-line.ts';
import type { Definition } from './operations.ts';
import { schemaFaults } from './schema-rules.ts';
import { ContractError } from './contract-error.ts';

const MODULE_NAME = /^[a-z][a-z0-9-]{0,39}$/;
const OPERATION_NAME = /^[a-z][A-Za-z0-9]{0,59}$/;
const ERROR_CODE = /^[A-Z][A-Z0-9_]{0,59}$/;

/**
 * Defines what a module publishes: commands, queries, events, declared errors.
 *
 * @param name the module's name: lower case, digits and dashes, unique in the workspace.
 * @throws ContractError (CARV-301) with every fault found: names, `http` lines, schemas that JSON cannot carry or
 *   whose parse shares references.
 */
export function defineContract<const N extends string, const D extends Definitions>(
  name: N,
  definitions: D,
): Contract<N, D> {
  const faults: string[] = [];
  if (!MODULE_NAME.test(name) || name === DOOR)
    faults.push(`module name '${name}' must match ${MODULE_NAME} and not be '${DOOR}'`);
  const operations: Record<string, unknown> = {};
  const events: Record<string, unknown> = {};
  for (const [key, definition] of Object.entries(definitions)) {
    const id = `${name}.${key}`;
    if (!OPERATION_NAME.test(key)) faults.push(`${id}: a name must match ${OPERATION_NAME}`);
    faults.push(...definitionFaults(id, definition));
    const placed = Object.freeze({ ...definition, module: name, name: key, id });
    if (definition.kind === 'event') events[key] = placed;
    else operations[key] = placed;
  }
  if (faults.length > 0) throw new ContractError(name, faults);
  const contract: AnyContract = { name, operations: operations as never, events: events as never };
  return Object.freeze(contract) as unknown as Contract<N, D>;
}

function definitionFaults(id: string, definition: Definition): string[] {
  if (definition.kind === 'event') {
    const faults = schemaLines(definition.payload, `${id}.payload`);
    if (!Number.isInteger(definition.version) || definition.version < 1)
      faults.push(`${id}: version must be a whole number from 1`);
    return faults;
  }
  const faults = [...schemaLines(definition.input, `${id}.input`), ...schemaLines(definition.output, `${id}.output`)];
  for (const [code, schema] of Object.entries(definition.errors)) {
    if (!ERROR_CODE.test(code)) faults.push(`${id}: error code '${code}' must match ${ERROR_CODE}`);
    faults.push(...schemaLines(schema, `${id}.errors.${code}`));
  }
  if (definition.http !== undefined && !parseHttpLine(definition.http))
    faults.push(`${id}: '${definition.http}' is no http line such as 'GET /orders/:id'`);
  if (!(definition.timeout > 0 && definition.timeout <= 600_000))
    faults.push(`${id}: timeout must be between 1 and 600000 ms`);
  if (definition.kind === 'command' && readsOutput(definition.access))
    faults.push(`${id}: a command's owner is read from its input, since its effect comes before its output`);
  return faults;
}

function schemaLines(schema: Parameters<typeof schemaFaults>[0], where: string): string[] {
  return schemaFaults(schema, where).map((fault) => `${fault.where} ${fault.what}`);
}

function readsOutput(access: unknown): boolean {
  if (Array.isArray(access)) return access.some(readsOutput);
  return typeof access === 'object' && access !== null && 'byOutput' in access && access.byOutput !== undefined;
}
