export { fake } from './fake.ts';
export type { Fake, TakenCall } from './fake.ts';
export { startScenario } from './start-scenario.ts';
export type { Scenario, ScenarioOptions } from './start-scenario.ts';
