import { isMap, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { gatewayInvalid } from '../errors/carv-220-gateway-invalid.ts';
import { GATEWAY, GatewaySection } from '../gateway.ts';
import { didYouMean, listed } from '../near-names.ts';
import { DEFAULTS } from '../resilience.ts';
import { isNothing, resolved } from '../source.ts';
import type { Source } from '../source.ts';
import type { Rule } from './rule.ts';

export const checkGateway: Rule = ({ source, sections, deployables }) => {
  const section = sections.find(({ key }) => key.text === 'gateway');
  const value = section?.value;
  // What is no map is reported as a wrong type.
  if (section === undefined || !(isNothing(value) || isMap(value))) return [];
  const fault = (node: Node | undefined, text: string): CarveoutError =>
    new CarveoutError(gatewayInvalid, `${source.place(node ?? section.key.node)}: ${text}`);
  const parsed = GatewaySection.safeParse(isNothing(value) ? {} : value!.toJSON());
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) =>
    fault(nodeAt(source, value, path), `'${['gateway', ...path].join('.')}': ${message}.`),
  );
  const rival = deployables.find(({ name }) => name.text === GATEWAY);
  if (rival !== undefined)
    faults.push(fault(rival.name.node, `a deployable cannot be named '${GATEWAY}' where there is a gateway section.`));
  return [...faults, ...strayRoutes(source, value, fault)];
};

function strayRoutes(
  source: Source,
  section: Node | undefined,
  fault: (node: Node | undefined, text: string) => CarveoutError,
): CarveoutError[] {
  const routes = isMap(section) ? resolved(source, section.get('routes', true)) : undefined;
  if (!isMap(routes)) return [];
  return routes.items.flatMap(({ key }) => {
    const line = String(key);
    const [, module] = /^([^.]+)(?:\.[^.]+)?$/.exec(line) ?? [];
    if (line === DEFAULTS || (module !== undefined && source.modules.includes(module))) return [];
    const near = didYouMean(module ?? line, source.modules);
    const text = `'gateway.routes.${line}': there is no such module.${near} Write '${DEFAULTS}', '<module>' or '<module>.<operation>'. There are: ${listed(source.modules)}.`;
    return [fault(key as Node, text)];
  });
}

/** The node that a path leads to, or the last one on the way that there is. */
function nodeAt(source: Source, from: Node | undefined, path: readonly PropertyKey[]): Node | undefined {
  let node = from;
  for (const step of path) {
    const next = isMap(node) || isSeq(node) ? resolved(source, node.get(step, true)) : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}
