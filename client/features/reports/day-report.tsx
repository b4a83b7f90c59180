'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { routes, type DayReport } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { Field, Select } from '@/components/ui/field.tsx';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { businessToday, useFormat } from '../money/use-format.ts';
import { Empty, Figure, PageTitle, Section } from '../shell/section.tsx';
import { Waiting } from '../shell/waiting.tsx';
import { shopsQuery } from '../shops/queries.ts';
import { RateTable, TenderTable } from './summary-tables.tsx';

const Figures = ({ report }: { report: DayReport }) => {
  const t = useTranslations('dayReport');
  const format = useFormat();
  return (
    <>
      <Section title={format.day(report.businessDay)}>
        <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
          <Figure name={t('takings')}>{format.taka(report.takingsPaisa)}</Figure>
          <Figure name={t('sales')}>{format.count(report.salesCount)}</Figure>
          <Figure name={t('vat')}>{format.taka(report.vatPaisa)}</Figure>
          <Figure name={t('margin')}>{format.taka(report.marginPaisa)}</Figure>
          <Figure name={t('gross')}>{format.taka(report.grossPaisa)}</Figure>
          <Figure name={t('discounts')}>{format.taka(report.discountPaisa)}</Figure>
          <Figure name={t('returns')}>{format.taka(report.returnsPaisa)}</Figure>
          <Figure name={t('net')}>{format.taka(report.netPaisa)}</Figure>
          <Figure name={t('cost')}>{format.taka(report.costPaisa)}</Figure>
          <Figure name={t('rounding')}>{format.taka(report.roundingPaisa)}</Figure>
          <Figure name={t('units')}>{format.quantity(report.unitsSoldThousandths)}</Figure>
          <Figure name={t('voids')}>{format.count(report.voidsCount)}</Figure>
        </dl>
      </Section>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <Section title={t('perRate')}>
          <RateTable rates={report.rates} />
        </Section>
        <Section title={t('tenders')}>
          <TenderTable tenders={report.tenders} />
        </Section>
      </div>
    </>
  );
};

const ZReports = ({ shopId, businessDay }: { shopId: string; businessDay: string }) => {
  const t = useTranslations('dayReport');
  const format = useFormat();
  const reports = useQuery({
    queryKey: ['z-reports', shopId, businessDay],
    queryFn: ({ signal }) => api.call(routes.listZReports, { query: { shopId, businessDay }, signal }),
  });
  if (reports.error) return <Failure error={reports.error} onRetry={() => void reports.refetch()} />;
  if (!reports.data) return null;
  return (
    <Section title={t('zReports')}>
      {reports.data.items.length === 0 ? (
        <Empty>{t('noZReports')}</Empty>
      ) : (
        <Table caption={t('zReports')}>
          <thead>
            <tr>
              <HeadCell>{t('zNumber')}</HeadCell>
              <HeadCell>{t('register')}</HeadCell>
              <HeadCell>{t('closedBy')}</HeadCell>
              <HeadCell className={amountCell}>{t('net')}</HeadCell>
              <HeadCell className={amountCell}>{t('variance')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {reports.data.items.map((z) => (
              <tr key={z.id}>
                <Cell>
                  <Link href={`/till/z/${z.id}`} className="font-semibold text-primary underline underline-offset-4">
                    Z {format.count(z.zNumber)}
                  </Link>
                </Cell>
                <Cell>{z.registerName}</Cell>
                <Cell>
                  {z.closedBy} · {format.time(z.closedAt)}
                </Cell>
                <Cell className={amountCell}>{format.taka(z.netPaisa)}</Cell>
                <Cell className={amountCell}>{format.taka(z.variancePaisa)}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
};

/** What one day brought, of one shop or of all. */
export const DayReportPage = () => {
  const t = useTranslations('dayReport');
  const [businessDay, setBusinessDay] = useState(businessToday);
  const [shopId, setShopId] = useState('');
  const shops = useQuery(shopsQuery);
  const report = useQuery({
    queryKey: ['day-report', businessDay, shopId || undefined],
    queryFn: ({ signal }) => api.call(routes.dayReport, { query: { businessDay, ...(shopId === '' ? {} : { shopId }) }, signal }),
    placeholderData: keepPreviousData,
  });
  const zShopId = shopId === '' ? shops.data?.items[0]?.id : shopId;
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={t('day')}
          type="date"
          value={businessDay}
          max={businessToday()}
          onChange={({ target }) => target.value && setBusinessDay(target.value)}
        />
        <Select label={t('shop')} value={shopId} onChange={({ target }) => setShopId(target.value)}>
          <option value="">{t('allShops')}</option>
          {shops.data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      {report.error ? <Failure error={report.error} onRetry={() => void report.refetch()} /> : null}
      {report.isPending ? <Waiting /> : null}
      {report.data ? <Figures report={report.data} /> : null}
      {zShopId === undefined ? null : <ZReports shopId={zShopId} businessDay={businessDay} />}
    </>
  );
};
