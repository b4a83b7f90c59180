import type { ProblemDetails } from '@zakpos/contracts';
import { z } from 'zod';
import type { Language } from './language.tsx';

const shortage = z.object({
  name: z.string().optional(),
  /** Thousandths. */
  available: z.int(),
  heldAt: z.array(z.string()).default([]),
});

/** Of a refusal for want of stock: how much is left, of what, and in whose carts the rest lies; empty for any other refusal. */
export const stockShortage = (problem: ProblemDetails, { words, quantity }: Language): string => {
  if (problem.code !== 'insufficient_stock') return '';
  const said = shortage.safeParse(problem.details);
  if (!said.success) return '';
  const { name, available, heldAt } = said.data;
  const left = words.left(quantity(available));
  return [name === undefined ? left : `${name}: ${left}`, ...heldAt.map((till) => words.heldAt(till))].join(' ');
};
