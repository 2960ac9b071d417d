import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { REST } from '../draft.ts';
import type { DeployableDraft, Draft } from '../draft.ts';
import { wrongType } from '../errors/carv-206-wrong-type.ts';
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
  return faults;
};

type Expect = (holds: boolean, node: Node | null | undefined, what: string, wanted: string) => void;

function checkSections(draft: Draft, expect: Expect): void {
  for (const { key, value } of draft.sections) {
    if (isNothing(value)) continue;
    if (key.text === 'discovery') expect(isText(value), value, "'discovery'", "a word such as 'static'");
    else if (['deployables', 'links', 'config', 'ports'].includes(key.text)) {
      expect(isMap(value), value, `'${key.text}'`, 'a map');
    }
  }
}

function checkDeployable({ source }: Draft, one: DeployableDraft, expect: Expect): void {
  const { hosted, replicas } = one;
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
