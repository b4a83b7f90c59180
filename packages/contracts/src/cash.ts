import { z } from 'zod';
import { route } from './route.ts';
import { tenderKind } from './sales.ts';
import { count, cursor, day, id, instant, optionalText, page, pageSize, paisa, text } from './scalars.ts';

/** Notes and coins in paisa, largest first: what a count lists. */
export const denominations = [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100] as const;
/** How many of each note or coin were counted; every denomination must be given, for blank is not zero. */
export const denominationCounts = z.strictObject(
  Object.fromEntries(denominations.map((d) => [String(d), z.int().min(0).max(1_000_000)])),
);

/** Never holds what the register should contain: the count is blind. */
export const cashSession = z.strictObject({
  id,
  shopId: id,
  registerId: id,
  sessionNumber: z.int(),
  status: z.enum(['open', 'closed']),
  floatPaisa: z.int(),
  openedAt: instant,
  openedByName: z.string(),
  closedAt: instant.nullable(),
  countsTaken: z.int(),
  zReportId: id.nullable(),
});
export type CashSessionView = z.infer<typeof cashSession>;

export const cashCount = z.strictObject({
  id,
  countedPaisa: z.int(),
  expectedPaisa: z.int(),
  variancePaisa: z.int(),
  withinTolerance: z.boolean(),
  /** One recount is allowed; both counts are kept. */
  mayRecount: z.boolean(),
});
export const cashMovement = z.strictObject({
  id,
  kind: z.enum(['paid_in', 'paid_out', 'drop']),
  amountPaisa: z.int(),
  reason: z.string(),
  at: instant,
});

export const rateSummary = z.strictObject({
  vatRateBasisPoints: z.int(),
  netPaisa: z.int(),
  sdPaisa: z.int(),
  vatPaisa: z.int(),
});
export const tenderSummary = z.strictObject({ kind: tenderKind, count, amountPaisa: z.int(), refundedPaisa: z.int() });

/** Frozen at closing; each field as domain.md, “Cash sessions”, lists it. Voided sales are counted apart and in no other sum. */
export const zReport = z.strictObject({
  id,
  zNumber: z.int(),
  shopId: id,
  shopName: z.string(),
  bin: z.string(),
  registerId: id,
  registerName: z.string(),
  sessionId: id,
  sessionNumber: z.int(),
  openedBy: z.string(),
  openedAt: instant,
  closedBy: z.string(),
  closedAt: instant,
  firstInvoice: z.string().nullable(),
  lastInvoice: z.string().nullable(),
  salesCount: count,
  returnsCount: count,
  voidsCount: count,
  drawerOpens: count,
  reprints: count,
  grossPaisa: z.int(),
  discountPaisa: z.int(),
  returnsPaisa: z.int(),
  netPaisa: z.int(),
  rates: z.array(rateSummary),
  roundingPaisa: z.int(),
  tenders: z.array(tenderSummary),
  floatPaisa: z.int(),
  paidInPaisa: z.int(),
  paidOutPaisa: z.int(),
  dropsPaisa: z.int(),
  expectedPaisa: z.int(),
  counted: denominationCounts,
  countedPaisa: z.int(),
  variancePaisa: z.int(),
  varianceReason: z.string(),
  creditSoldPaisa: z.int(),
  creditCollectedPaisa: z.int(),
  /** Takings of this register over its whole life. */
  grandTotalPaisa: z.int(),
  previousHash: z.string().nullable(),
  hash: z.string(),
});
export type ZReportView = z.infer<typeof zReport>;

const sessionId = z.strictObject({ sessionId: id });

export const cashRoutes = {
  openSession: route({
    method: 'POST',
    path: '/cash-sessions',
    summary: 'Open a register with its float',
    access: 'cash.open_close',
    idempotent: true,
    body: z.strictObject({ registerId: id, floatPaisa: paisa }),
    status: 201,
    response: cashSession,
    problems: ['session_already_open', 'reference_unknown'],
  }),
  listSessions: route({
    method: 'GET',
    path: '/cash-sessions',
    summary: 'Cash sessions, newest first',
    access: 'cash.open_close',
    query: z.strictObject({
      registerId: id.optional(),
      status: z.enum(['open', 'closed']).optional(),
      cursor: cursor.optional(),
      limit: pageSize,
    }),
    response: page(cashSession),
  }),
  getSession: route({
    method: 'GET',
    path: '/cash-sessions/{sessionId}',
    summary: 'One cash session',
    access: 'cash.open_close',
    params: sessionId,
    response: cashSession,
    problems: ['not_found'],
  }),
  moveCash: route({
    method: 'POST',
    path: '/cash-sessions/{sessionId}/movements',
    summary: 'Pay in, pay out, or drop cash into the safe',
    access: 'cash.move',
    idempotent: true,
    params: sessionId,
    body: z.strictObject({ kind: cashMovement.shape.kind, amountPaisa: paisa.min(1), reason: text(200) }),
    status: 201,
    response: cashMovement,
    problems: ['not_found', 'session_closed'],
  }),
  openDrawer: route({
    method: 'POST',
    path: '/cash-sessions/{sessionId}/drawer-opens',
    summary: 'Record that the drawer was opened without a sale',
    access: 'cash.open_close',
    params: sessionId,
    body: z.strictObject({ reason: text(200) }),
    status: 201,
    response: z.strictObject({}),
    problems: ['not_found', 'session_closed'],
  }),
  countCash: route({
    method: 'POST',
    path: '/cash-sessions/{sessionId}/counts',
    summary: 'Send the blind count; only now is the expected amount told',
    access: 'cash.open_close',
    idempotent: true,
    params: sessionId,
    body: z.strictObject({ counts: denominationCounts }),
    status: 201,
    response: cashCount,
    problems: ['not_found', 'session_closed', 'session_has_open_carts', 'recount_used', 'amount_out_of_range'],
  }),
  closeSession: route({
    method: 'POST',
    path: '/cash-sessions/{sessionId}/close',
    summary: 'Close by the last count and freeze the Z report',
    access: 'cash.open_close',
    idempotent: true,
    params: sessionId,
    body: z.strictObject({ reason: optionalText(200).default(''), approvalId: id.optional() }),
    response: zReport,
    problems: [
      'not_found',
      'session_closed',
      'count_required',
      'session_has_open_carts',
      'variance_needs_approval',
      'approval_invalid',
    ],
  }),
  listZReports: route({
    method: 'GET',
    path: '/z-reports',
    summary: 'Z reports of a shop, newest first',
    access: 'reports.read',
    query: z.strictObject({ shopId: id, businessDay: day.optional(), cursor: cursor.optional(), limit: pageSize }),
    response: page(zReport),
  }),
  getZReport: route({
    method: 'GET',
    path: '/z-reports/{zReportId}',
    summary: 'One Z report',
    access: 'cash.open_close',
    params: z.strictObject({ zReportId: id }),
    response: zReport,
    problems: ['not_found'],
  }),
};
