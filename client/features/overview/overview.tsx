'use client';
import { useQuery } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { businessToday, useFormat } from '../money/use-format.ts';
import { useActor } from '../session/use-session.ts';
import { Empty, Figure, PageTitle, Section } from '../shell/section.tsx';
import { FirstSteps } from './first-steps.tsx';

const Today = () => {
  const t = useTranslations('overview');
  const format = useFormat();
  const businessDay = businessToday();
  const report = useQuery({
    queryKey: ['day-report', businessDay, undefined],
    queryFn: ({ signal }) => api.call(routes.dayReport, { query: { businessDay }, signal }),
  });
  if (report.error) return <Failure error={report.error} onRetry={() => void report.refetch()} />;
  if (!report.data) return null;
  const { takingsPaisa, salesCount, vatPaisa, marginPaisa } = report.data;
  return (
    <Section title={t('today', { day: format.day(businessDay) })}>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure name={t('takings')}>{format.taka(takingsPaisa)}</Figure>
        <Figure name={t('sales')}>{format.count(salesCount)}</Figure>
        <Figure name={t('vat')}>{format.taka(vatPaisa)}</Figure>
        <Figure name={t('margin')}>{format.taka(marginPaisa)}</Figure>
      </dl>
    </Section>
  );
};

const LatestSales = () => {
  const t = useTranslations('overview');
  const format = useFormat();
  const sales = useQuery({
    queryKey: ['sales', 'latest'],
    queryFn: ({ signal }) => api.call(routes.listSales, { query: { limit: 10 }, signal }),
  });
  if (sales.error) return <Failure error={sales.error} onRetry={() => void sales.refetch()} />;
  if (!sales.data) return null;
  return (
    <Section title={t('latest')}>
      {sales.data.items.length === 0 ? (
        <Empty>{t('noSales')}</Empty>
      ) : (
        <Table caption={t('latest')}>
          <thead>
            <tr>
              <HeadCell>{t('invoice')}</HeadCell>
              <HeadCell>{t('at')}</HeadCell>
              <HeadCell>{t('cashier')}</HeadCell>
              <HeadCell className={amountCell}>{t('total')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {sales.data.items.map((sale) => (
              <tr key={sale.id}>
                <Cell>
                  <Link href={`/till/receipts/${sale.id}`} className="font-semibold text-primary underline underline-offset-4">
                    {sale.invoiceNumber}
                  </Link>
                </Cell>
                <Cell>{format.dateTime(sale.soldAt)}</Cell>
                <Cell>{sale.cashierName}</Cell>
                <Cell className={amountCell}>{format.taka(sale.totalPaisa)}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
};

export const Overview = () => {
  const t = useTranslations('overview');
  const { name, permissions } = useActor();
  return (
    <>
      <PageTitle>{t('greeting', { name })}</PageTitle>
      <FirstSteps />
      {permissions.includes('reports.read') ? <Today /> : null}
      {permissions.includes('sales.read') ? <LatestSales /> : null}
    </>
  );
};
