'use client';
import type { ProductView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { useFormat } from '../money/use-format.ts';

export const ProductTable = ({ products }: { products: ProductView[] }) => {
  const t = useTranslations('catalogue');
  const format = useFormat();
  return (
    <Table caption={t('title')}>
      <thead>
        <tr>
          <HeadCell>{t('name')}</HeadCell>
          <HeadCell>{t('sku')}</HeadCell>
          <HeadCell>{t('barcode')}</HeadCell>
          <HeadCell className={amountCell}>{t('price')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {products.flatMap((product) =>
          product.variants.map((variant) => (
            <tr key={variant.id}>
              <Cell>
                <p>{[product.name, variant.name].filter(Boolean).join(' · ')}</p>
                {product.nameBn ? (
                  <p lang="bn" className="text-small text-muted">
                    {product.nameBn}
                  </p>
                ) : null}
              </Cell>
              <Cell>{variant.sku}</Cell>
              <Cell>{variant.barcodes.map(({ code }) => code).join(', ')}</Cell>
              <Cell className={amountCell}>{format.taka(variant.pricePaisa)}</Cell>
            </tr>
          )),
        )}
      </tbody>
    </Table>
  );
};
