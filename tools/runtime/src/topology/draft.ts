import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { entries, resolved } from './source.ts';
import type { Source } from './source.ts';

/** A word of the file and where it stands. */
export interface Word {
  readonly text: string;
  readonly node: Node;
}

/** One line of `deployables`, as far as it could be read. */
export interface DeployableDraft {
  readonly name: Word;
  /** What follows the name: a list, `rest`, a map, or something wrong. */
  readonly value: Node | undefined;
  /** The list of modules or the word `rest`, wherever it stands. */
  readonly hosted: Node | undefined;
  readonly modules: readonly Word[];
  /** Set when it hosts every module that no other deployable names. */
  readonly rest: Word | undefined;
  readonly replicas: Node | undefined;
  readonly program: Node | undefined;
}

export interface Entry {
  readonly key: Word;
  readonly value: Node | undefined;
}

/** All that could be read of a topology. What is of the wrong type is left out here, and reported by a rule. */
export interface Draft {
  readonly source: Source;
  readonly sections: readonly Entry[];
  readonly deployables: readonly DeployableDraft[];
  readonly links: readonly Entry[];
  readonly discovery: Word | undefined;
  readonly config: readonly Entry[];
  readonly ports: readonly Entry[];
  readonly resilience: readonly PolicyLineDraft[];
}

/** One line of `resilience`. */
export interface PolicyLineDraft {
  readonly key: Word;
  readonly value: Node | undefined;
  /** What it says, by policy. */
  readonly policies: readonly PolicyDraft[];
}

export interface PolicyDraft extends Entry {
  /** The values of a policy that is a map. */
  readonly values: readonly Entry[];
}

/** Stands for "every module that no other deployable names". */
export const REST = 'rest';

export function readDraft(source: Source): Draft {
  const sections = entriesOf(source, source.document.contents ?? undefined);
  const section = (name: string) => sections.find((one) => one.key.text === name)?.value;
  return {
    source,
    sections,
    deployables: entriesOf(source, section('deployables')).map((entry) => readDeployable(source, entry)),
    links: entriesOf(source, section('links')),
    discovery: wordOf(section('discovery')),
    config: entriesOf(source, section('config')),
    ports: entriesOf(source, section('ports')),
    resilience: entriesOf(source, section('resilience')).map(({ key, value }) => ({
      key,
      value,
      policies: entriesOf(source, value).map((entry) => ({ ...entry, values: entriesOf(source, entry.value) })),
    })),
  };
}

/** A scalar that is a string. */
export function wordOf(node: Node | undefined): Word | undefined {
  return isScalar(node) && typeof node.value === 'string' ? { text: node.value, node } : undefined;
}

export function entriesOf(source: Source, node: Node | undefined): Entry[] {
  return entries(source, node).map(({ key, keyNode, value }) => ({ key: { text: key, node: keyNode }, value }));
}

function readDeployable(source: Source, { key, value }: Entry): DeployableDraft {
  const parts = isMap(value) ? entriesOf(source, value) : [];
  const hosted = isMap(value) ? parts.find((part) => part.key.text === 'modules')?.value : value;
  const word = wordOf(hosted);
  return {
    name: key,
    value,
    hosted,
    modules: isSeq(hosted) ? hosted.items.flatMap((item) => wordOf(resolved(source, item)) ?? []) : [],
    rest: word?.text === REST ? word : undefined,
    replicas: parts.find((part) => part.key.text === 'replicas')?.value,
    program: parts.find((part) => part.key.text === 'program')?.value,
  };
}
