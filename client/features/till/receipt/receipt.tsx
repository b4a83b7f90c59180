'use client';
import type { SaleView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useFormat } from '../../money/use-format.ts';
import { useItemName } from '../sell/item-name.ts';

interface ReceiptTitle {
  tenant: string;
  shop: string;
  address: string;
  bin: string;
}

const pair = 'flex justify-between gap-4';

/** The receipt as the customer gets it; 80 mm wide on paper. */
export const Receipt = ({ sale, title }: { sale: SaleView; title: ReceiptTitle }) => {
  const t = useTranslations('receipt');
  const tenders = useTranslations('tenders');
  const format = useFormat();
  const nameOf = useItemName();
  return (
    <article
      aria-label={t('title')}
      className="receipt mx-auto grid w-full max-w-sm gap-3 rounded border border-line bg-surface p-4"
    >
      <header className="text-center">
        <p className="text-row font-semibold">{title.tenant}</p>
        <p>{[title.shop === title.tenant ? '' : title.shop, title.address].filter(Boolean).join(' · ')}</p>
        {title.bin ? <p>{t('bin', { bin: title.bin })}</p> : null}
      </header>
      <p className={pair}>
        <span className="font-semibold">{sale.invoiceNumber}</span>
        <span>{format.dateTime(sale.soldAt)}</span>
      </p>
      <ul className="grid gap-2 border-y border-line py-2">
        {sale.lines.map((line) => (
          <li key={line.id}>
            <p className="break-words">{nameOf(line)}</p>
            <p className={pair}>
              <span className="text-muted">
                {format.quantity(line.qtyThousandths)} × {format.amount(line.unitPricePaisa)}
                {line.lineDiscountPaisa > 0 ? ` − ${format.amount(line.lineDiscountPaisa)}` : ''}
              </span>
              <span>{format.amount(line.totalPaisa)}</span>
            </p>
          </li>
        ))}
      </ul>
      <div>
        {sale.discountPaisa > 0 ? (
          <p className={pair}>
            <span>{t('discount')}</span>
            <span>{format.amount(sale.discountPaisa)}</span>
          </p>
        ) : null}
        <p className={pair}>
          <span>{t('vat')}</span>
          <span>{format.amount(sale.vatPaisa)}</span>
        </p>
        {sale.roundingPaisa === 0 ? null : (
          <p className={pair}>
            <span>{t('rounding')}</span>
            <span>{format.amount(sale.roundingPaisa)}</span>
          </p>
        )}
        <p className="flex justify-between gap-4 text-title font-semibold">
          <span>{t('total')}</span>
          <span data-testid="receipt-total">{format.taka(sale.totalPaisa + sale.roundingPaisa)}</span>
        </p>
      </div>
      <div className="border-t border-line pt-2">
        {sale.payments.map((payment, index) => (
          // Two payments can be alike in all they hold, and their order never changes.
          <p key={`${index} ${payment.kind}`} className={pair}>
            <span>
              {tenders(payment.kind)} {payment.reference ?? ''}
            </span>
            <span>{format.amount(payment.tenderedPaisa)}</span>
          </p>
        ))}
        <p className={pair}>
          <span>{t('change')}</span>
          <span data-testid="receipt-change">{format.taka(sale.changePaisa)}</span>
        </p>
      </div>
      <p className="text-center text-muted">{t('servedBy', { name: sale.cashierName })}</p>
    </article>
  );
};
