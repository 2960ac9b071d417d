import { need } from '../vitest/index.ts';
import { storeConformance } from './store.ts';
import { postgresFixtures } from './store/postgres-fixture.ts';

need('postgres');

storeConformance('PostgreSQL', postgresFixtures());
