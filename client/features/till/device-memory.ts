import { z } from 'zod';
import type { CheckoutStorage, SentCheckout } from './payer.ts';

/** What this device keeps between visits. A browser that refuses to store only forgets. */
const read = <T>(key: string, schema: z.ZodType<T>): T | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
const write = (key: string, value: unknown): void => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store must not stop a sale.
  }
};

const registerKey = (tenantId: string) => `zakpos.register.${tenantId}`;
export const rememberedRegister = (tenantId: string): string | null => read(registerKey(tenantId), z.string());
export const rememberRegister = (tenantId: string, registerId: string | null): void => write(registerKey(tenantId), registerId);

const sentCheckout = z.object({
  idempotencyKey: z.string(),
  cartId: z.string(),
  input: z.object({
    version: z.int(),
    expectedTotalPaisa: z.int(),
    tenders: z.array(
      z.object({
        kind: z.enum(['cash', 'card', 'bkash', 'nagad', 'rocket']),
        amountPaisa: z.int(),
        reference: z.string().exactOptional(),
      }),
    ),
  }),
});

/** The payment that a register is waiting for the answer of. */
export const checkoutStorage = (registerId: string): CheckoutStorage => ({
  read: (): SentCheckout | null => read(`zakpos.checkout.${registerId}`, sentCheckout),
  write: (sent) => write(`zakpos.checkout.${registerId}`, sent),
});

const quickItem = z.object({ variantId: z.string(), name: z.string(), nameBn: z.string(), pricePaisa: z.int(), times: z.int() });
export type QuickItem = z.infer<typeof quickItem>;
const quickKey = (registerId: string) => `zakpos.often-sold.${registerId}`;
const keptQuickItems = 60;

/** What this register sold most, for its tiles. */
export const quickItems = (registerId: string): QuickItem[] => read(quickKey(registerId), z.array(quickItem)) ?? [];

/** Counts one more sale of each item and returns the new order, the most sold first. */
export const countSold = (registerId: string, sold: readonly Omit<QuickItem, 'times'>[]): QuickItem[] => {
  const items = new Map(quickItems(registerId).map((item) => [item.variantId, item]));
  for (const item of sold) items.set(item.variantId, { ...item, times: (items.get(item.variantId)?.times ?? 0) + 1 });
  const kept = [...items.values()].toSorted((a, b) => b.times - a.times).slice(0, keptQuickItems);
  write(quickKey(registerId), kept);
  return kept;
};
