import { AppError, type FieldError } from '../platform/errors/app-error.ts';
import type { NamedVariantRow } from './stock.queries.ts';

export interface NamedLine {
  readonly variantId?: string | undefined;
  readonly sku?: string | undefined;
}

/** Enough to correct a file by, and not a megabyte of answer for a wrong one. */
const mostFaults = 100;

export function refuseFaults(
  code: 'reference_unknown' | 'quantity_precision' | 'invalid_request',
  faults: readonly FieldError[],
): void {
  if (faults.length === 0) return;
  throw new AppError(code, { faults: faults.length }, faults.slice(0, mostFaults));
}

const field = (line: NamedLine) => (line.variantId === undefined ? 'sku' : 'variantId');

/**
 * The variant of each line, in the lines' order.
 * @throws AppError `reference_unknown` naming every line whose variant the tenant does not have.
 */
export function variantsOfLines(lines: readonly NamedLine[], found: readonly NamedVariantRow[]): NamedVariantRow[] {
  const byId = new Map(found.map((variant) => [variant.id, variant]));
  const bySku = new Map(found.map((variant) => [variant.sku, variant]));
  const variants = lines.map(({ variantId, sku }) => (variantId === undefined ? bySku.get(sku ?? '') : byId.get(variantId)));
  refuseFaults(
    'reference_unknown',
    variants.flatMap((variant, index) =>
      variant ? [] : [{ pointer: `/lines/${index}/${field(lines[index] ?? {})}`, message: 'There is no such product.' }],
    ),
  );
  return variants.filter((variant) => variant !== undefined);
}

/** @throws AppError `quantity_precision` naming every quantity that is finer than its unit allows. */
export function refuseFineQuantities(
  quantities: readonly { readonly qtyThousandths: number; readonly decimals: number; readonly pointer: string }[],
): void {
  refuseFaults(
    'quantity_precision',
    quantities.flatMap(({ qtyThousandths, decimals, pointer }) =>
      qtyThousandths % 10 ** (3 - decimals) === 0 ? [] : [{ pointer, message: `At most ${decimals} decimals.` }],
    ),
  );
}

/**
 * A line twice in a count could mean either number.
 * @throws AppError `invalid_request` naming every repetition.
 */
export function refuseRepeated(lines: readonly NamedLine[], variants: readonly NamedVariantRow[]): void {
  const seen = new Set<string>();
  refuseFaults(
    'invalid_request',
    variants.flatMap(({ id }, index) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      return [{ pointer: `/lines/${index}/${field(lines[index] ?? {})}`, message: 'This product was counted in a line above.' }];
    }),
  );
}
