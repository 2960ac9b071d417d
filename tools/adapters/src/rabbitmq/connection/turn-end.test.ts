import { expect, it } from 'vitest';
import { TurnEnd } from './turn-end.ts';
import { silent } from '../fixture/links.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('runs tasks once, at the end of the turn, those for the last after all others', async () => {
  const seen: string[] = [];
  const end = new TurnEnd(silent);
  end.addLast(() => seen.push('last'));
  end.add(() => {
    seen.push('first');
    // Written by a task, hence uncorked in the same run.
    end.addLast(() => seen.push('uncork'));
    end.add(() => seen.push('next turn'));
  });
  expect(seen).toEqual([]);
  await turn();
  expect(seen).toEqual(['first', 'last', 'uncork']);
  await turn();
  expect(seen).toEqual(['first', 'last', 'uncork', 'next turn']);
});

it('runs what is gathered at once when told to, what comes later at the end of the turn, and nothing twice', async () => {
  const seen: string[] = [];
  const end = new TurnEnd(silent);
  end.add(() => {
    seen.push('first');
    end.now();
    end.addLast(() => seen.push('uncork'));
  });
  end.now();
  expect(seen).toEqual(['first', 'uncork']);
  end.add(() => seen.push('later'));
  await turn();
  await turn();
  expect(seen).toEqual(['first', 'uncork', 'later']);
});

it('goes on after a task that throws, and says so', async () => {
  const errors: string[] = [];
  const end = new TurnEnd({ ...silent, error: (_, message) => void errors.push(message) });
  let ran = false;
  end.add(() => {
    throw new Error('planted');
  });
  end.add(() => (ran = true));
  await turn();
  expect([ran, errors.length]).toEqual([true, 1]);
});
