'use client';
import type { DayReport } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { useFormat } from '../money/use-format.ts';
import { Empty } from '../shell/section.tsx';

/** Net and tax of each VAT rate: in the day report and on the Z report. */
export const RateTable = ({ rates }: { rates: DayReport['rates'] }) => {
  const t = useTranslations('summary');
  const format = useFormat();
  if (rates.length === 0) return <Empty>{t('noRates')}</Empty>;
  return (
    <Table caption={t('perRate')}>
      <thead>
        <tr>
          <HeadCell>{t('rate')}</HeadCell>
          <HeadCell className={amountCell}>{t('net')}</HeadCell>
          <HeadCell className={amountCell}>{t('sd')}</HeadCell>
          <HeadCell className={amountCell}>{t('vat')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rates.map((rate) => (
          <tr key={rate.vatRateBasisPoints}>
            <Cell>{format.rate(rate.vatRateBasisPoints)}</Cell>
            <Cell className={amountCell}>{format.taka(rate.netPaisa)}</Cell>
            <Cell className={amountCell}>{format.taka(rate.sdPaisa)}</Cell>
            <Cell className={amountCell}>{format.taka(rate.vatPaisa)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
};

/** Count and sum of each tender: in the day report and on the Z report. */
export const TenderTable = ({ tenders }: { tenders: DayReport['tenders'] }) => {
  const t = useTranslations('summary');
  const names = useTranslations('tenders');
  const format = useFormat();
  if (tenders.length === 0) return <Empty>{t('noTenders')}</Empty>;
  return (
    <Table caption={t('tenders')}>
      <thead>
        <tr>
          <HeadCell>{t('tender')}</HeadCell>
          <HeadCell className={amountCell}>{t('count')}</HeadCell>
          <HeadCell className={amountCell}>{t('taken')}</HeadCell>
          <HeadCell className={amountCell}>{t('refunded')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {tenders.map((tender) => (
          <tr key={tender.kind}>
            <Cell>{names(tender.kind)}</Cell>
            <Cell className={amountCell}>{format.count(tender.count)}</Cell>
            <Cell className={amountCell}>{format.taka(tender.amountPaisa)}</Cell>
            <Cell className={amountCell}>{format.taka(tender.refundedPaisa)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
};
