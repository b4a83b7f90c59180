import { cartRoutes } from './carts.ts';
import { cashRoutes } from './cash.ts';
import { catalogueRoutes } from './catalogue.ts';
import { identityRoutes } from './identity.ts';
import { reportRoutes } from './reports.ts';
import { saleRoutes } from './sales.ts';
import { shopRoutes } from './shops.ts';
import { stockRoutes } from './stock.ts';

export * from './carts.ts';
export * from './cash.ts';
export * from './catalogue.ts';
export * from './identity.ts';
export * from './permissions.ts';
export * from './problems.ts';
export * from './reports.ts';
export * from './route.ts';
export * from './sales.ts';
export * from './scalars.ts';
export * from './shops.ts';
export * from './stock.ts';

/** Every operation of the API by its name. */
export const routes = {
  ...identityRoutes,
  ...shopRoutes,
  ...catalogueRoutes,
  ...stockRoutes,
  ...cartRoutes,
  ...saleRoutes,
  ...cashRoutes,
  ...reportRoutes,
};
export type RouteName = keyof typeof routes;
