'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { Alert } from '@/components/ui/alert.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Failure } from '../api/failure.tsx';
import { useFormat } from '../money/use-format.ts';
import { PageTitle } from '../shell/section.tsx';
import { DropFile } from './drop-file.tsx';
import { FaultTable } from './fault-table.tsx';
import { useImport, type ImportState } from './use-import.ts';

const Running = ({ state }: { state: Extract<ImportState, { step: 'running' }> }) => {
  const t = useTranslations('import');
  const format = useFormat();
  const { file, choice, rows, bytes } = state;
  return (
    <div className="grid gap-2 rounded border border-line bg-surface p-4">
      <p role="status" className="font-semibold">
        {choice.dryRun ? t('checking', { file: file.name }) : t('importing', { file: file.name })}
      </p>
      <progress aria-label={t('progress')} className="h-4 w-full accent-primary" max={Math.max(file.size, 1)} value={bytes} />
      <p className="text-muted">{t('rowsSoFar', { rows: format.count(rows) })}</p>
    </div>
  );
};

const Checked = ({
  state,
  onStore,
}: {
  state: Extract<ImportState, { step: 'checked' }>;
  onStore: (skipBad: boolean) => void;
}) => {
  const t = useTranslations('import');
  const format = useFormat();
  const { file, result } = state;
  const { created, changed, unchanged, faultyRows } = result;
  const good = created + changed + unchanged;
  const summary = t('summary', {
    created: format.count(created),
    changed: format.count(changed),
    unchanged: format.count(unchanged),
    faulty: format.count(faultyRows),
  });
  return (
    <>
      <Alert look={faultyRows > 0 ? 'warn' : 'ok'} title={summary}>
        <p>{t('nothingStored', { file: file.name })}</p>
        {result.ignoredColumns.length > 0 ? <p>{t('ignoredColumns', { columns: result.ignoredColumns.join(', ') })}</p> : null}
      </Alert>
      <div className="flex flex-wrap gap-2">
        {faultyRows === 0 ? (
          <Button look="primary" onClick={() => onStore(false)}>
            {t('importAll', { rows: format.count(good) })}
          </Button>
        ) : (
          <Button onClick={() => onStore(true)} disabled={good === 0}>
            {t('importGood', { rows: format.count(good), faulty: format.count(faultyRows) })}
          </Button>
        )}
      </div>
      {faultyRows > 0 ? <FaultTable faults={result.faults} faultyRows={faultyRows} /> : null}
    </>
  );
};

/** Import of a catalogue file: drop, dry run, faults, then all or the good rows. */
export const CatalogueImport = () => {
  const t = useTranslations('import');
  const format = useFormat();
  const { state, check, store, startOver } = useImport();
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      {state.step === 'empty' ? <DropFile onFile={check} /> : null}
      {state.step === 'running' ? <Running state={state} /> : null}
      {state.step === 'failed' ? (
        <Failure
          error={state.error}
          onRetry={() => (state.choice.dryRun ? check(state.file) : store(state.file, state.choice.skipBad))}
        />
      ) : null}
      {state.step === 'checked' ? <Checked state={state} onStore={(skipBad) => store(state.file, skipBad)} /> : null}
      {state.step === 'imported' ? (
        <Alert
          look="ok"
          title={t('imported', {
            created: format.count(state.result.created),
            changed: format.count(state.result.changed),
            unchanged: format.count(state.result.unchanged),
            faulty: format.count(state.result.faultyRows),
          })}
          actions={
            <>
              <Link href="/catalogue" className={buttonStyle({ look: 'primary' })}>
                {t('toCatalogue')}
              </Link>
              <Link href="/stock" className={buttonStyle()}>
                {t('toStock')}
              </Link>
            </>
          }
        />
      ) : null}
      {state.step === 'empty' ? null : (
        <Button look="quiet" className="justify-self-start" onClick={startOver}>
          {t('anotherFile')}
        </Button>
      )}
    </>
  );
};
