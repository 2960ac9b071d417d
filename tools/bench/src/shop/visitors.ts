import { runLoad } from '@carveout/testing/load';
import type { LoadOptions, LoadReport } from '@carveout/testing/load';
import { offer } from '../harness/offer.ts';

export interface VisitorsOffers {
  visit(options: LoadOptions): Promise<LoadReport>;
}

const offers: VisitorsOffers = { visit: runLoad };
offer({ ...offers });
