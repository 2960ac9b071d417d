import type { ErrorDefinition } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';
import { BackingUnavailable, installCommand } from './backing-unavailable.ts';

export const noEurekaDefinition: ErrorDefinition = { code: 'CARV-459', title: 'No Eureka could be had' };

/** @param variable absent for tests that start a server of their own, which an address does not give. */
export function noEureka(tried: readonly Tried[], variable?: string): BackingUnavailable {
  const told = tried.find(({ remedy }) => remedy !== undefined)?.remedy;
  const remedy = told ?? installCommand({ debian: 'openjdk-17-jdk-headless maven', homebrew: 'openjdk@17 maven' });
  const what = variable === undefined ? 'A Eureka that is built here' : 'Eureka';
  return new BackingUnavailable(noEurekaDefinition, what, tried, remedy, variable);
}
