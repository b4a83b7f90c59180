'use client';
import { useQuery } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { CircleCheck, Circle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { api } from '../api/client.ts';
import { useSettings } from '../session/settings.tsx';
import { Section } from '../shell/section.tsx';
import { registersQuery, shopsQuery } from '../shops/queries.ts';

interface Step {
  key: 'shop' | 'products' | 'stock' | 'register' | 'sale';
  href: string;
  done: boolean;
}

/** What is left to do before the first receipt; gone once all is done. */
export const FirstSteps = () => {
  const t = useTranslations('firstSteps');
  const { allowNegativeStock } = useSettings();
  const shops = useQuery(shopsQuery);
  const registers = useQuery(registersQuery);
  const shopId = shops.data?.items[0]?.id;
  const products = useQuery({
    queryKey: ['products', 'any'],
    queryFn: ({ signal }) => api.call(routes.listProducts, { query: { limit: 1 }, signal }),
  });
  const stock = useQuery({
    queryKey: ['stock', 'any', shopId],
    queryFn: ({ signal }) => (shopId ? api.call(routes.listStock, { query: { shopId, limit: 1 }, signal }) : null),
    enabled: shopId !== undefined,
  });
  const sales = useQuery({
    queryKey: ['sales', 'any'],
    queryFn: ({ signal }) => api.call(routes.listSales, { query: { limit: 1 }, signal }),
  });
  if (!shops.data || !registers.data || !products.data || !sales.data) return null;
  const sold = sales.data.items.length > 0;
  const steps: Step[] = [
    { key: 'shop', href: '/shops', done: shops.data.items.length > 0 && registers.data.items.length > 0 },
    { key: 'products', href: '/catalogue/import', done: products.data.items.length > 0 },
    { key: 'stock', href: '/stock', done: allowNegativeStock || (stock.data?.items.length ?? 0) > 0 },
    { key: 'register', href: '/till', done: sold || registers.data.items.some(({ openSessionId }) => openSessionId !== null) },
    { key: 'sale', href: '/till', done: sold },
  ];
  if (steps.every(({ done }) => done)) return null;
  return (
    <Section title={t('title')}>
      <ol className="grid gap-2">
        {steps.map(({ key, href, done }) => (
          <li key={key} className="flex items-start gap-3 rounded border border-line bg-surface p-3">
            {done ? (
              <CircleCheck aria-label={t('done')} className="mt-0.5 size-5 shrink-0 text-ok" />
            ) : (
              <Circle aria-label={t('open')} className="mt-0.5 size-5 shrink-0 text-muted" />
            )}
            <div>
              {done ? (
                <span className="font-semibold">{t(`${key}.name`)}</span>
              ) : (
                <Link href={href} className="font-semibold text-primary underline underline-offset-4">
                  {t(`${key}.name`)}
                </Link>
              )}
              <p className="text-small text-muted">{t(`${key}.why`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
};
