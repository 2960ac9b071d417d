import { answerTo } from '../payload.ts';
import type { Answer, Ask } from '../payload.ts';
import { beMeasured } from './measure.ts';

beMeasured(
  async () =>
    async (ask: Ask): Promise<Answer> =>
      answerTo(ask),
);
