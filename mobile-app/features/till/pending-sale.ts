import { tenderKind } from '@zakpos/contracts';
import { z } from 'zod';

/** A sale that was sent and not answered: enough to ask for it again with the same key, after a restart too. */
export const pendingSale = z.strictObject({
  key: z.uuid(),
  cartId: z.uuid(),
  request: z.strictObject({
    version: z.int(),
    expectedTotalPaisa: z.int(),
    tenders: z.array(z.strictObject({ kind: tenderKind, amountPaisa: z.int() })),
  }),
});
export type PendingSale = z.infer<typeof pendingSale>;

export interface PendingSaleStore {
  read(): Promise<PendingSale | null>;
  write(sale: PendingSale | null): Promise<void>;
}

/** What a store kept as text, or null when it is empty or of another version of the app. */
export const parsePendingSale = (text: string | null): PendingSale | null => {
  if (text === null) return null;
  try {
    return pendingSale.parse(JSON.parse(text));
  } catch {
    return null;
  }
};
