/** What each kind of project may import, as `depConstraints` of `@nx/enforce-module-boundaries`. */
interface Boundary {
  readonly sourceTag: string;
  readonly onlyDependOnLibsWithTags: string[];
  readonly allowedExternalImports?: string[];
}

const imports: Readonly<Record<string, readonly string[]>> = {
  contract: ['contract', 'contract-kit'],
  core: ['contract', 'contract-kit', 'runtime'],
  'contract-kit': [],
  runtime: ['contract-kit'],
  adapters: ['contract-kit', 'runtime'],
  gateway: ['contract-kit', 'runtime', 'adapters'],
  testing: ['contract-kit', 'runtime', 'adapters', 'gateway'],
  nx: ['runtime'],
  cli: ['contract-kit', 'runtime', 'adapters', 'testing', 'nx', 'gateway'],
  bench: ['contract-kit', 'runtime', 'adapters', 'testing', 'nx', 'cli', 'contract', 'gateway'],
};

/** Schemas and nothing else: a contract is read by every caller. */
const packagesOf: Readonly<Record<string, readonly string[]>> = { contract: ['zod'], 'contract-kit': ['zod'] };

/**
 * Imports point one way: deployables → cores → runtime → contract; adapters implement the runtime's ports, and a core
 * never imports one, nor another core.
 *
 * @param inTests true for tests, which may also use `@carveout/testing` and what any test needs
 */
export function boundaries(inTests: boolean): Boundary[] {
  return Object.entries(imports).map(([kind, targets]) => {
    const packages = inTests ? undefined : packagesOf[kind];
    return {
      sourceTag: `kind:${kind}`,
      onlyDependOnLibsWithTags: [...targets, ...(inTests ? ['testing'] : [])].map((target) => `kind:${target}`),
      ...(packages && { allowedExternalImports: [...packages] }),
    };
  });
}
