import type { RouteName } from '@zakpos/contracts';
import { catalogueSamples, identitySamples, shopSamples, stockSamples } from './back-office.ts';
import type { Business } from './business.ts';
import type { Sample, Samples } from './sample.ts';
import { cartSamples, cashSamples, reportSamples, saleSamples } from './till.ts';

const samples: Samples<RouteName> = {
  ...identitySamples,
  ...shopSamples,
  ...catalogueSamples,
  ...stockSamples,
  ...cartSamples,
  ...saleSamples,
  ...cashSamples,
  ...reportSamples,
};

/** A fresh request of any route that succeeds. @throws where a route of the contracts has no sample. */
export async function sampleOf(name: RouteName, business: Business): Promise<Sample> {
  const make: ((business: Business) => Sample | Promise<Sample>) | undefined = samples[name];
  if (make === undefined) throw new Error(`No sample of ${name}: add one, so that the attacks know what to send`);
  return make(business);
}
