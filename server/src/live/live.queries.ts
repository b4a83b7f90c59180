import { statement } from '../platform/database/statement.ts';

export const shopOf = statement<(shopId: string) => { id: string }>(
  'live_shop',
  'select id from shops where tenant_id = app.tenant_id() and id = $1',
);
