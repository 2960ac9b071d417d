import { isMap, isScalar } from 'yaml';
import type { Node } from 'yaml';
import { throwCollected } from '../errors/carveout-error.ts';
import { readDraft, wordOf } from './draft.ts';
import type { Draft, DeployableDraft, Entry, PolicyDraft } from './draft.ts';
import { GATEWAY, GatewaySection } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { POLICIES, SETTINGS, timeOf } from './resilience.ts';
import type { Resilience, Setting } from './resilience.ts';
import { rules } from './rules/index.ts';
import { checkSyntax } from './rules/syntax.ts';
import { isNothing, readSource } from './source.ts';
import type { Deployable, Discovery, LinkKind, Topology } from './topology.ts';

/**
 * Reads a topology. Throws every fault it finds at once, each with `file:line:column`: one `CarveoutError`, or
 * `CarveoutErrors` for several. Text that is not YAML is reported alone, since nothing behind it can be trusted.
 */
export function parseTopology(
  text: string,
  options: {
    /** Named in messages. */
    readonly file: string;
    /** The modules that exist in the workspace. */
    readonly modules: readonly string[];
  },
): Topology {
  const source = readSource(text, options.file, options.modules);
  throwCollected(checkSyntax(source));
  const draft = readDraft(source);
  throwCollected(rules.flatMap((rule) => rule(draft)));
  return built(draft);
}

/** The topology of a draft without faults. */
function built(draft: Draft): Topology {
  const gateway = builtGateway(draft);
  return {
    file: draft.source.file,
    deployables: [
      ...draft.deployables.map((one) => builtDeployable(draft, one)),
      ...(gateway ? [gateway.deployable] : []),
    ],
    links: { commands: link(draft, 'commands'), queries: link(draft, 'queries'), events: link(draft, 'events') },
    discovery: (draft.discovery?.text ?? 'static') as Discovery,
    config: byKey(draft.config, (value) => plain(draft, value) as Record<string, unknown>),
    ports: byKey(draft.ports, (value) => wordOf(value)!.text),
    ...(draft.resilience.length > 0 ? { resilience: builtResilience(draft) } : {}),
    ...(gateway ? { gateway: gateway.section } : {}),
  };
}

function builtGateway({ sections, source }: Draft): { section: Gateway; deployable: Deployable } | undefined {
  const found = sections.find(({ key }) => key.text === 'gateway');
  if (found === undefined) return undefined;
  const section = GatewaySection.parse(isNothing(found.value) ? {} : found.value!.toJSON());
  const line = source.lineOf(found.key.node);
  return { section, deployable: { name: GATEWAY, modules: [], replicas: section.replicas, line } };
}

function builtResilience({ resilience }: Draft): Resilience {
  const lines = resilience.map(({ key, policies }) => [key.text, Object.fromEntries(policies.flatMap(builtPolicy))]);
  return Object.fromEntries(lines) as Resilience;
}

function builtPolicy({ key, value, values }: PolicyDraft): [string, unknown][] {
  if (isNothing(value)) return [];
  const single = SETTINGS[key.text];
  if (single !== undefined) return [[key.text, settingOf(single, value)]];
  if (!isMap(value)) return [[key.text, false]];
  const kinds = POLICIES[key.text]!;
  return [
    [key.text, Object.fromEntries(values.map((one) => [one.key.text, settingOf(kinds[one.key.text]!, one.value)]))],
  ];
}

function settingOf({ kind }: Setting, node: Node | undefined): unknown {
  const value = isScalar(node) ? node.value : undefined;
  return kind === 'time' ? timeOf(value) : value;
}

function builtDeployable(draft: Draft, one: DeployableDraft): Deployable {
  const named = new Set(draft.deployables.flatMap((other) => other.modules.map((word) => word.text)));
  return {
    name: one.name.text,
    modules: one.rest
      ? draft.source.modules.filter((module) => !named.has(module))
      : one.modules.map((word) => word.text),
    replicas: isScalar(one.replicas) ? (one.replicas.value as number) : 1,
    ...(one.program === undefined ? {} : { program: wordOf(one.program)!.text }),
    line: draft.source.lineOf(one.name.node),
  };
}

function link(draft: Draft, traffic: string): LinkKind {
  const entry = draft.links.find((one) => one.key.text === traffic);
  return (wordOf(entry?.value)?.text ?? 'in-process') as LinkKind;
}

function byKey<T>(entries: readonly Entry[], read: (value: Node) => T): Record<string, T> {
  return Object.fromEntries(entries.flatMap(({ key, value }) => (value ? [[key.text, read(value)]] : [])));
}

function plain(draft: Draft, node: Node): unknown {
  return isMap(node) ? node.toJS(draft.source.document) : {};
}
