import { type cartRoutes, type cashRoutes, type reportRoutes, routes, type saleRoutes } from '@zakpos/contracts';
import { countsOf } from '../drawer.ts';
import { floatPaisa, teaPaisa } from './business.ts';
import type { Samples } from './sample.ts';

const cash = [{ kind: 'cash' as const, amountPaisa: 100_000 }];
const buyer = { name: 'Buyer', bin: '', address: 'Dhaka' };
const today = () => new Date(Date.now() + 6 * 3_600_000).toISOString().slice(0, 10);

export const cartSamples: Samples<keyof typeof cartRoutes> = {
  createCart: ({ registerId }) => ({ body: { registerId } }),
  listCarts: ({ shopId }) => ({ query: { shopId, status: 'open' } }),
  getCart: async ({ cart }) => ({ params: { cartId: (await cart()).id } }),
  addLine: async ({ cart, teaId }) => ({
    params: { cartId: (await cart()).id },
    body: { variantId: teaId, qtyThousandths: 2_000 },
  }),
  updateLine: async ({ cart, approve, cashier }) => {
    const made = await cart();
    const approvalId = await approve('override_price', made);
    const { id: cartId, version } = made;
    return {
      params: { cartId, lineId: made.lines[0]?.id ?? '' },
      body: { version, qtyThousandths: 3_000, unitPricePaisa: 11_000, reason: 'regular', approvalId },
      caller: cashier,
    };
  },
  removeLine: async ({ cart }) => {
    const { id: cartId, lines } = await cart();
    return { params: { cartId, lineId: lines[0]?.id ?? '' } };
  },
  updateCart: async ({ cart, approve, cashier, unique }) => {
    const made = await cart();
    const body = { version: made.version, cartDiscountPaisa: 500, label: unique('label'), reason: 'regular' };
    return { params: { cartId: made.id }, body: { ...body, approvalId: await approve('discount', made) }, caller: cashier };
  },
  holdCart: async ({ cart, unique }) => ({ params: { cartId: (await cart()).id }, body: { label: unique('label') } }),
  recallCart: async ({ cart, owner, registerId }) => {
    const { id: cartId } = await cart();
    await owner.call(routes.holdCart, { params: { cartId }, body: {} });
    return { params: { cartId }, body: { registerId } };
  },
  abandonCart: async ({ cart }) => ({ params: { cartId: (await cart()).id }, body: {} }),
  checkoutCart: async ({ cart, unique }) => {
    const { id: cartId, version, totalPaisa } = await cart();
    return { params: { cartId }, body: { version, expectedTotalPaisa: totalPaisa, tenders: cash, buyer, note: unique('note') } };
  },
  createApproval: async ({ cart, cashier, manager, unique }) => {
    const { id: subjectId, version: cartVersion } = await cart();
    const who = { managerMemberId: manager.memberId, pin: manager.pin };
    return { body: { action: 'discount', subjectId, cartVersion, ...who, reason: unique('reason') }, caller: cashier };
  },
};

export const saleSamples: Samples<keyof typeof saleRoutes> = {
  createSale: ({ registerId, teaId, unique }) => ({
    body: {
      registerId,
      lines: [{ variantId: teaId, qtyThousandths: 2_000, lineDiscountPaisa: 100, unitPricePaisa: teaPaisa }],
      cartDiscountPaisa: 50,
      expectedTotalPaisa: 2 * teaPaisa - 150,
      tenders: [{ kind: 'card', amountPaisa: 5_000, reference: 'SLIP' }, ...cash],
      buyer,
      note: unique('note'),
    },
  }),
  listSales: ({ shopId }) => ({ query: { shopId, businessDay: today(), limit: 5 } }),
  getSale: async ({ sale }) => ({ params: { saleId: (await sale()).id } }),
  voidSale: async ({ sale, approve, cashier, unique }) => {
    const { id: saleId } = await sale();
    const approvalId = await approve('void', { id: saleId });
    return { params: { saleId }, body: { reason: unique('reason'), approvalId }, caller: cashier };
  },
  createReturn: async ({ sale, approve, cashier, registerId, unique }) => {
    const { id: saleId, lines } = await sale();
    const approvalId = await approve('return', { id: saleId });
    const back = lines.map(({ id }) => ({ saleLineId: id, qtyThousandths: 1_000, disposition: 'restock' as const }));
    const refunds = [{ kind: 'cash' as const, amountPaisa: teaPaisa }];
    const body = { registerId, reason: unique('reason'), lines: back, refunds, approvalId };
    return { params: { saleId }, body, caller: cashier };
  },
  getReturn: async ({ returned }) => ({ params: { returnId: (await returned()).id } }),
  printSale: async ({ sale }) => ({ params: { saleId: (await sale()).id }, query: { format: 'escpos58' } }),
  printReturn: async ({ returned }) => ({ params: { returnId: (await returned()).id }, query: { format: 'escpos80' } }),
  saleInvoice: async ({ sale }) => ({ params: { saleId: (await sale()).id } }),
};

export const cashSamples: Samples<keyof typeof cashRoutes> = {
  openSession: async ({ addTill }) => ({
    body: { registerId: await addTill(), floatPaisa },
  }),
  listSessions: ({ registerId }) => ({ query: { registerId, status: 'open', limit: 5 } }),
  getSession: async ({ openTill }) => ({ params: { sessionId: (await openTill()).sessionId } }),
  moveCash: async ({ openTill, unique }) => ({
    params: { sessionId: (await openTill()).sessionId },
    body: { kind: 'paid_in', amountPaisa: 500, reason: unique('reason') },
  }),
  openDrawer: async ({ openTill, unique }) => ({
    params: { sessionId: (await openTill()).sessionId },
    body: { reason: unique('reason') },
  }),
  countCash: async ({ openTill }) => ({
    params: { sessionId: (await openTill()).sessionId },
    body: { counts: countsOf(floatPaisa) },
  }),
  closeSession: async ({ cashier, approve, addTill, unique }) => {
    // Opened by the cashier with far more than will be counted, so that closing needs the approval.
    const registerId = await addTill();
    const { body: session } = await cashier.call(routes.openSession, { body: { registerId, floatPaisa: 9_000_000 } });
    const params = { sessionId: session.id };
    await cashier.call(routes.countCash, { params, body: { counts: countsOf(0) } });
    const approvalId = await approve('cash_variance', { id: session.id });
    return { params, body: { reason: unique('reason'), approvalId }, caller: cashier };
  },
  listZReports: ({ shopId }) => ({ query: { shopId, businessDay: today(), limit: 5 } }),
  getZReport: async ({ closedTill }) => ({ params: { zReportId: (await closedTill()).zReportId } }),
};

export const reportSamples: Samples<keyof typeof reportRoutes> = {
  dayReport: ({ shopId }) => ({ query: { businessDay: today(), shopId } }),
  listJournals: ({ shopId }) => ({ query: { businessDay: today(), shopId, limit: 5 } }),
  listAudit: async ({ owner, sale, unique }) => {
    const { id: saleId } = await sale();
    await owner.call(routes.voidSale, { params: { saleId }, body: { reason: unique('reason') } });
    return { query: { action: 'sale.void', subjectId: saleId, limit: 5 } };
  },
  events: ({ shopId }) => ({ query: { shopId } }),
};
