'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useMay } from '../session/use-session.ts';
import { saveFile } from '../shell/save-file.ts';
import { Empty, PageTitle } from '../shell/section.tsx';
import { useSettled } from '../shell/use-settled.ts';
import { Waiting } from '../shell/waiting.tsx';
import { ProductForm } from './product-form.tsx';
import { ProductTable } from './product-table.tsx';

const useProducts = (q: string) =>
  useInfiniteQuery({
    queryKey: ['products', q],
    queryFn: ({ pageParam, signal }) =>
      api.call(routes.listProducts, {
        query: { limit: 50, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** The products, searched by name, SKU or code. */
export const Catalogue = () => {
  const t = useTranslations('catalogue');
  const mayWrite = useMay('catalogue.write');
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const [exportError, setExportError] = useState<unknown>(null);
  const q = useSettled(text.trim());
  const products = useProducts(q);
  const items = products.data?.pages.flatMap((page) => page.items) ?? [];

  const exportCatalogue = async () => {
    setExportError(null);
    const answer = await api.raw(routes.exportCatalogue, {});
    saveFile('catalogue.csv', await answer.blob());
  };

  return (
    <>
      <PageTitle
        actions={
          <>
            <Button onClick={() => void exportCatalogue().catch(setExportError)}>{t('export')}</Button>
            {mayWrite ? (
              <>
                <Link href="/catalogue/import" className={buttonStyle()}>
                  {t('import')}
                </Link>
                <Button look="primary" onClick={() => setAdding(true)}>
                  {t('add')}
                </Button>
              </>
            ) : null}
          </>
        }
      >
        {t('title')}
      </PageTitle>
      {exportError === null ? null : <Failure error={exportError} onDismiss={() => setExportError(null)} />}
      <Field
        label={t('search')}
        type="search"
        value={text}
        maxLength={100}
        onChange={({ target }) => setText(target.value)}
        placeholder={t('searchHint')}
      />
      {products.error ? <Failure error={products.error} onRetry={() => void products.refetch()} /> : null}
      {products.isPending ? <Waiting /> : null}
      {products.data && items.length === 0 ? <Empty>{q === '' ? t('empty') : t('nothingFound', { text: q })}</Empty> : null}
      {items.length > 0 ? <ProductTable products={items} /> : null}
      {products.hasNextPage ? (
        <Button className="justify-self-center" onClick={() => void products.fetchNextPage()} disabled={products.isFetching}>
          {t('more')}
        </Button>
      ) : null}
      <Dialog open={adding} onClose={() => setAdding(false)} title={t('add')}>
        <ProductForm onStored={() => setAdding(false)} />
      </Dialog>
    </>
  );
};
