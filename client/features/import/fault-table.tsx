'use client';
import type { ImportFault } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button.tsx';
import { amountCell, Cell, HeadCell, Table } from '@/components/ui/table.tsx';
import { useFormat } from '../money/use-format.ts';
import { saveFile } from '../shell/save-file.ts';
import { Section } from '../shell/section.tsx';
import { faultsAsCsv } from './faults-csv.ts';

const shown = 200;

/** Each faulty value with its place and the reason; all of them as a file. */
export const FaultTable = ({ faults, faultyRows }: { faults: ImportFault[]; faultyRows: number }) => {
  const t = useTranslations('import');
  const format = useFormat();
  return (
    <Section title={t('faults', { faulty: format.count(faultyRows) })}>
      <Button
        className="justify-self-start"
        onClick={() => saveFile('faults.csv', new Blob([faultsAsCsv(faults)], { type: 'text/csv' }))}
      >
        {t('saveFaults')}
      </Button>
      <Table caption={t('faultsCaption')}>
        <thead>
          <tr>
            <HeadCell className={amountCell}>{t('line')}</HeadCell>
            <HeadCell>{t('column')}</HeadCell>
            <HeadCell>{t('value')}</HeadCell>
            <HeadCell>{t('reason')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {faults.slice(0, shown).map((fault) => (
            <tr key={`${fault.line} ${fault.column} ${fault.reason}`}>
              <Cell className={amountCell}>{format.count(fault.line)}</Cell>
              <Cell>{fault.column}</Cell>
              <Cell className="break-all">{fault.value}</Cell>
              <Cell>{fault.reason}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {faults.length > shown ? <p className="text-muted">{t('moreFaults', { shown: format.count(shown) })}</p> : null}
    </Section>
  );
};
