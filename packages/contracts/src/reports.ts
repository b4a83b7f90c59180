import { z } from 'zod';
import { rateSummary, tenderSummary } from './cash.ts';
import { route } from './route.ts';
import { count, cursor, day, id, instant, page, pageSize, text } from './scalars.ts';

/** Voided sales are counted apart and in no other sum. */
export const dayReport = z.strictObject({
  businessDay: day,
  shopId: id.nullable(),
  salesCount: count,
  returnsCount: count,
  voidsCount: count,
  unitsSoldThousandths: z.int(),
  grossPaisa: z.int(),
  discountPaisa: z.int(),
  returnsPaisa: z.int(),
  /** Sales less returns, without VAT and supplementary duty. */
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
  /** Sales less returns, with taxes, before cash rounding. */
  takingsPaisa: z.int(),
  roundingPaisa: z.int(),
  costPaisa: z.int(),
  /** Net less cost of what was sold. */
  marginPaisa: z.int(),
  rates: z.array(rateSummary),
  tenders: z.array(tenderSummary),
});
export type DayReport = z.infer<typeof dayReport>;

export const journalLine = z.strictObject({ account: z.string(), debitPaisa: z.int(), creditPaisa: z.int() });
export const journal = z.strictObject({
  id,
  at: instant,
  businessDay: day,
  kind: z.string(),
  documentNumber: z.string(),
  shopId: id,
  lines: z.array(journalLine),
});

export const auditEntry = z.strictObject({
  id,
  at: instant,
  who: z.string(),
  deviceName: z.string().nullable(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  reason: z.string(),
  approver: z.string().nullable(),
});

/** What a till hears over Server-Sent Events; `at` is the server's clock. A `beat` comes every second. */
export const liveEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('beat'), at: instant }),
  z.strictObject({ type: z.literal('sale_committed'), shopId: id, saleId: id, invoiceNumber: z.string() }),
  z.strictObject({ type: z.literal('stock_changed'), shopId: id, variantIds: z.array(id) }),
  z.strictObject({ type: z.literal('price_changed'), variantIds: z.array(id) }),
  z.strictObject({ type: z.literal('cart_changed'), shopId: id, cartId: id, version: z.int() }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;

export const reportRoutes = {
  dayReport: route({
    method: 'GET',
    path: '/reports/day',
    summary: 'Sales, VAT per rate, tenders and margin of a day, of one shop or of all',
    access: 'reports.read',
    query: z.strictObject({ businessDay: day, shopId: id.optional() }),
    response: dayReport,
    problems: ['not_found'],
  }),
  listJournals: route({
    method: 'GET',
    path: '/reports/journals',
    summary: 'Journals of a day with their lines',
    access: 'reports.read',
    query: z.strictObject({ businessDay: day, shopId: id.optional(), cursor: cursor.optional(), limit: pageSize }),
    response: page(journal),
    problems: ['not_found'],
  }),
  listAudit: route({
    method: 'GET',
    path: '/audit',
    summary: 'The audit log, newest first',
    access: 'audit.read',
    query: z.strictObject({
      action: text(60).optional(),
      subjectId: text(60).optional(),
      cursor: cursor.optional(),
      limit: pageSize,
    }),
    response: page(auditEntry),
  }),
  events: route({
    method: 'GET',
    path: '/events',
    summary: 'Live changes of a shop as Server-Sent Events; each `data` is one LiveEvent',
    access: 'signed_in',
    query: z.strictObject({ shopId: id }),
    response: z.string(),
    responseMedia: 'text/event-stream',
    problems: ['not_found'],
  }),
};
