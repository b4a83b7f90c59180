'use client';
import { denominations, routes, type ZReportView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { api } from '../../api/client.ts';
import { Failure } from '../../api/failure.tsx';
import { useFormat } from '../../money/use-format.ts';
import { RateTable, TenderTable } from '../../reports/summary-tables.tsx';
import { Section } from '../../shell/section.tsx';
import { Waiting } from '../../shell/waiting.tsx';
import { TillFrame } from '../till-frame.tsx';

const Row = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 text-right break-words">{children}</dd>
  </>
);
const list = 'grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded border border-line bg-surface p-4';

const ZReport = ({ z }: { z: ZReportView }) => {
  const t = useTranslations('zReport');
  const format = useFormat();
  return (
    <>
      <dl className={list}>
        <Row name={t('shop')}>{z.shopName}</Row>
        <Row name={t('bin')}>{z.bin || '–'}</Row>
        <Row name={t('register')}>{z.registerName}</Row>
        <Row name={t('session')}>{format.count(z.sessionNumber)}</Row>
        <Row name={t('opened')}>
          {z.openedBy} · {format.dateTime(z.openedAt)}
        </Row>
        <Row name={t('closed')}>
          {z.closedBy} · {format.dateTime(z.closedAt)}
        </Row>
        <Row name={t('invoices')}>{z.firstInvoice === null ? '–' : `${z.firstInvoice} – ${z.lastInvoice}`}</Row>
        <Row name={t('counts')}>
          {t('countsText', {
            sales: format.count(z.salesCount),
            returns: format.count(z.returnsCount),
            voids: format.count(z.voidsCount),
            drawerOpens: format.count(z.drawerOpens),
            reprints: format.count(z.reprints),
          })}
        </Row>
      </dl>
      <dl className={list}>
        <Row name={t('gross')}>{format.taka(z.grossPaisa)}</Row>
        <Row name={t('discounts')}>{format.taka(z.discountPaisa)}</Row>
        <Row name={t('returns')}>{format.taka(z.returnsPaisa)}</Row>
        <Row name={t('net')}>
          <span className="font-semibold">{format.taka(z.netPaisa)}</span>
        </Row>
        <Row name={t('rounding')}>{format.taka(z.roundingPaisa)}</Row>
        <Row name={t('grandTotal')}>{format.taka(z.grandTotalPaisa)}</Row>
      </dl>
      <Section title={t('perRate')}>
        <RateTable rates={z.rates} />
      </Section>
      <Section title={t('tenders')}>
        <TenderTable tenders={z.tenders} />
      </Section>
      <Section title={t('drawer')}>
        <dl className={list}>
          <Row name={t('float')}>{format.taka(z.floatPaisa)}</Row>
          <Row name={t('paidIn')}>{format.taka(z.paidInPaisa)}</Row>
          <Row name={t('paidOut')}>{format.taka(z.paidOutPaisa)}</Row>
          <Row name={t('drops')}>{format.taka(z.dropsPaisa)}</Row>
          <Row name={t('expected')}>{format.taka(z.expectedPaisa)}</Row>
          {denominations
            .filter((denomination) => (z.counted[String(denomination)] ?? 0) > 0)
            .map((denomination) => (
              <Row key={denomination} name={format.shortTaka(denomination)}>
                × {format.count(z.counted[String(denomination)] ?? 0)}
              </Row>
            ))}
          <Row name={t('counted')}>{format.taka(z.countedPaisa)}</Row>
          <Row name={t('variance')}>
            <span className="font-semibold">{format.taka(z.variancePaisa)}</span>
          </Row>
          {z.varianceReason === '' ? null : <Row name={t('reason')}>{z.varianceReason}</Row>}
        </dl>
      </Section>
      <p className="text-small break-all text-muted">
        {t('hash', { hash: z.hash })}
        {z.previousHash === null ? null : <> · {t('previousHash', { hash: z.previousHash })}</>}
      </p>
    </>
  );
};

/** The Z report as it was frozen: what stands on the screen is what is printed. */
export const ZReportPage = ({ zReportId }: { zReportId: string }) => {
  const t = useTranslations('zReport');
  const format = useFormat();
  const [z, setZ] = useState<ZReportView | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => {
    setError(null);
    api.call(routes.getZReport, { params: { zReportId } }).then(setZ, setError);
  }, [zReportId]);
  useEffect(load, [load]);
  if (error !== null) return <Failure error={error} onRetry={load} className="m-4" />;
  if (z === null) return <Waiting />;
  return (
    <TillFrame title={t('number', { number: format.count(z.zNumber) })}>
      <ZReport z={z} />
      <div className="no-print flex flex-wrap gap-2">
        <Button size="till" look="primary" onClick={() => print()}>
          {t('print')}
        </Button>
        <Link href="/till" className={buttonStyle({ size: 'till' })}>
          {t('toTill')}
        </Link>
      </div>
    </TillFrame>
  );
};
