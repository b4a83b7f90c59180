'use client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field, Select } from '@/components/ui/field.tsx';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useFormat } from '../money/use-format.ts';
import { useMay } from '../session/use-session.ts';
import { Empty, PageTitle, Section } from '../shell/section.tsx';
import { useSettled } from '../shell/use-settled.ts';
import { Waiting } from '../shell/waiting.tsx';
import { shopsQuery } from '../shops/queries.ts';
import { ReceiveForm } from './receive-form.tsx';

const useStock = (shopId: string | undefined, q: string) =>
  useInfiniteQuery({
    queryKey: ['stock', shopId, q],
    queryFn: ({ pageParam, signal }) =>
      api.call(routes.listStock, {
        query: {
          shopId: shopId ?? '',
          limit: 50,
          ...(q === '' ? {} : { q }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    enabled: shopId !== undefined,
  });

/** What each shop has of each product, and the receipt of goods. */
export const Stock = () => {
  const t = useTranslations('stock');
  const format = useFormat();
  const mayWrite = useMay('stock.write');
  const shops = useQuery(shopsQuery);
  const [chosenShopId, chooseShop] = useState<string>();
  const shopId = chosenShopId ?? shops.data?.items[0]?.id;
  const [text, setText] = useState('');
  const q = useSettled(text.trim());
  const stock = useStock(shopId, q);
  const rows = stock.data?.pages.flatMap((page) => page.items) ?? [];

  if (shops.error) return <Failure error={shops.error} onRetry={() => void shops.refetch()} />;
  if (!shops.data) return <Waiting />;
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      {shopId === undefined ? <Empty>{t('noShop')}</Empty> : null}
      {shops.data.items.length > 1 ? (
        <Select label={t('shop')} value={shopId} onChange={({ target }) => chooseShop(target.value)}>
          {shops.data.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      ) : null}
      {mayWrite && shopId !== undefined ? <ReceiveForm shopId={shopId} /> : null}
      <Section title={t('onHand')}>
        <Field label={t('search')} type="search" value={text} maxLength={100} onChange={({ target }) => setText(target.value)} />
        {stock.error ? <Failure error={stock.error} onRetry={() => void stock.refetch()} /> : null}
        {stock.data && rows.length === 0 ? <Empty>{t('empty')}</Empty> : null}
        {rows.length > 0 ? (
          <Table caption={t('onHand')}>
            <thead>
              <tr>
                <HeadCell>{t('name')}</HeadCell>
                <HeadCell>{t('sku')}</HeadCell>
                <HeadCell className={amountCell}>{t('quantity')}</HeadCell>
                <HeadCell className={amountCell}>{t('reserved')}</HeadCell>
                <HeadCell className={amountCell}>{t('value')}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.variantId}>
                  <Cell>{row.name}</Cell>
                  <Cell>{row.sku}</Cell>
                  <Cell className={amountCell}>{format.quantity(row.qtyThousandths)}</Cell>
                  <Cell className={amountCell}>{format.quantity(row.reservedThousandths)}</Cell>
                  <Cell className={amountCell}>{format.taka(row.valuePaisa)}</Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
        {stock.hasNextPage ? (
          <Button className="justify-self-center" onClick={() => void stock.fetchNextPage()} disabled={stock.isFetching}>
            {t('more')}
          </Button>
        ) : null}
      </Section>
    </>
  );
};
