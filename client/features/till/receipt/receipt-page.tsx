'use client';
import { routes, type SaleView, type Settings } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { api } from '../../api/client.ts';
import { Failure } from '../../api/failure.tsx';
import { useSettings } from '../../session/settings.tsx';
import { saveFile } from '../../shell/save-file.ts';
import { Waiting } from '../../shell/waiting.tsx';
import { TillFrame } from '../till-frame.tsx';
import type { ShopView } from '../till.tsx';
import { Receipt } from './receipt.tsx';

interface Loaded {
  sale: SaleView;
  shop: ShopView | undefined;
}

const title = (settings: Settings, shop: ShopView | undefined) => ({
  tenant: settings.tenantName,
  bin: settings.bin,
  shop: shop?.name ?? '',
  address: [shop?.address, shop?.phone].filter(Boolean).join(' · '),
});

/** A sale's receipt: to read, to print by the browser, to store as PDF. */
export const ReceiptPage = ({ saleId }: { saleId: string }) => {
  const t = useTranslations('receipt');
  const settings = useSettings();
  const router = useRouter();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [printError, setPrintError] = useState<unknown>(null);

  const load = useCallback(() => {
    setError(null);
    Promise.all([api.call(routes.getSale, { params: { saleId } }), api.call(routes.listShops, {})]).then(
      ([sale, shops]) => setLoaded({ sale, shop: shops.items.find(({ id }) => id === sale.shopId) }),
      setError,
    );
  }, [saleId]);
  useEffect(load, [load]);

  // Escape leads back to the till, as everywhere in it.
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') router.push('/till');
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [router]);

  const savePdf = async (sale: SaleView) => {
    setPrintError(null);
    const answer = await api.raw(routes.printSale, { params: { saleId }, query: { format: 'pdf' } });
    saveFile(`${sale.invoiceNumber}.pdf`, await answer.blob());
  };

  if (error !== null) return <Failure error={error} onRetry={load} className="m-4" />;
  if (loaded === null) return <Waiting />;
  const { sale, shop } = loaded;
  return (
    <TillFrame title={<span className="no-print">{t('of', { invoice: sale.invoiceNumber })}</span>}>
      {sale.voidedAt === null ? null : <Alert look="warn" title={t('voided')} />}
      {printError === null ? null : <Failure error={printError} onDismiss={() => setPrintError(null)} />}
      <Receipt sale={sale} title={title(settings, shop)} />
      <div className="no-print flex flex-wrap gap-2">
        <Button size="till" look="primary" onClick={() => print()}>
          {t('print')}
        </Button>
        <Button size="till" onClick={() => void savePdf(sale).catch(setPrintError)}>
          {t('savePdf')}
        </Button>
        <Button size="till" onClick={() => router.push('/till')}>
          {t('toTill')} · Esc
        </Button>
      </div>
    </TillFrame>
  );
};
