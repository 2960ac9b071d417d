import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { REST } from '../draft.ts';
import type { DeployableDraft, Draft, PolicyLineDraft } from '../draft.ts';
import { wrongType } from '../errors/carv-206-wrong-type.ts';
import { listed } from '../near-names.ts';
import { POLICIES, SETTINGS, timeOf } from '../resilience.ts';
import type { Setting } from '../resilience.ts';
import { isNothing, resolved } from '../source.ts';
import type { Rule } from './rule.ts';

export const checkTypes: Rule = (draft) => {
  const { source } = draft;
  const faults: CarveoutError[] = [];
  const expect = (holds: boolean, node: Node | null | undefined, what: string, wanted: string): void => {
    if (holds) return;
    const message = `${source.place(node)}: ${what} must be ${wanted}, and is ${described(node)}.`;
    faults.push(new CarveoutError(wrongType, message));
  };
  const root = source.document.contents;
  expect(isNothing(root ?? undefined) || isMap(root), root, 'a topology', "a map with the key 'deployables'");
  checkSections(draft, expect);
  for (const one of draft.deployables) checkDeployable(draft, one, expect);
  for (const { key, value } of draft.links) {
    expect(isText(value), value ?? key.node, `the link of ${key.text}`, "a word such as 'rabbitmq'");
  }
  for (const { key, value } of draft.config) {
    expect(isMap(value) || isNothing(value), value, `the configuration of '${key.text}'`, 'a map of keys and values');
  }
  for (const { key, value } of draft.ports) {
    expect(isText(value), value ?? key.node, `the adapter of the port '${key.text}'`, "a word such as 'fake'");
  }
  for (const line of draft.resilience) checkPolicies(line, expect);
  return faults;
};

type Expect = (holds: boolean, node: Node | null | undefined, what: string, wanted: string) => void;

function checkSections(draft: Draft, expect: Expect): void {
  for (const { key, value } of draft.sections) {
    if (isNothing(value)) continue;
    if (key.text === 'discovery') expect(isText(value), value, "'discovery'", "a word such as 'static'");
    else if (['deployables', 'links', 'config', 'ports', 'resilience', 'gateway'].includes(key.text)) {
      expect(isMap(value), value, `'${key.text}'`, 'a map');
    }
  }
}

function checkDeployable({ source }: Draft, one: DeployableDraft, expect: Expect): void {
  const { hosted, replicas, program } = one;
  const name = `the deployable '${one.name.text}'`;
  const wanted = `a list of modules, the word '${REST}', or a map with the key 'modules'`;
  expect(isNothing(hosted) || isSeq(hosted) || one.rest !== undefined, hosted, name, wanted);
  if (isSeq(hosted)) {
    for (const item of hosted.items) {
      const node = resolved(source, item);
      expect(isText(node), node ?? hosted, `each module of ${name}`, 'a name');
    }
  }
  const isNumber = isScalar(replicas) && typeof replicas.value === 'number';
  expect(replicas === undefined || isNumber, replicas, `'replicas' of ${name}`, 'a whole number');
  expect(program === undefined || isText(program), program, `'program' of ${name}`, 'the path of a program');
}

function checkPolicies({ key, value, policies }: PolicyLineDraft, expect: Expect): void {
  expect(isMap(value) || isNothing(value), value, `the resilience of '${key.text}'`, 'a map of policies');
  for (const policy of policies) {
    const name = `'${policy.key.text}' of '${key.text}'`;
    const single = SETTINGS[policy.key.text];
    const kinds = POLICIES[policy.key.text];
    if (isNothing(policy.value)) continue;
    if (single !== undefined) expectSetting(single, policy.value, name, expect);
    if (kinds === undefined) continue;
    const off = isScalar(policy.value) && policy.value.value === false;
    expect(off || isMap(policy.value), policy.value, name, `'false', or a map with ${listed(Object.keys(kinds))}`);
    for (const { key: part, value: node } of policy.values) {
      const kind = kinds[part.text];
      if (kind !== undefined) expectSetting(kind, node, `'${policy.key.text}.${part.text}' of '${key.text}'`, expect);
    }
  }
}

const WANTED: Readonly<Record<Setting['kind'], string>> = {
  count: 'a whole number',
  time: "a time such as '500ms' or '2s'",
  switch: "'true' or 'false'",
};

function expectSetting({ kind }: Setting, node: Node | undefined, name: string, expect: Expect): void {
  const value = isScalar(node) ? node.value : undefined;
  const holds =
    kind === 'switch'
      ? typeof value === 'boolean'
      : kind === 'time'
        ? timeOf(value) !== undefined
        : typeof value === 'number';
  expect(holds, node, name, WANTED[kind]);
}

function isText(node: Node | undefined): boolean {
  return isScalar(node) && typeof node.value === 'string';
}

function described(node: Node | null | undefined): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'empty';
  return typeof node.value === 'string' ? `the word '${node.value}'` : `the ${typeof node.value} ${String(node.value)}`;
}
