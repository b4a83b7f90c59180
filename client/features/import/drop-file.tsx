'use client';
import { catalogueColumns } from '@zakpos/contracts';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState, type DragEvent } from 'react';
import { classNames } from '@/components/class-names.ts';

/** Takes one file, dropped or chosen. */
export const DropFile = ({ onFile }: { onFile: (file: File) => void }) => {
  const t = useTranslations('import');
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <div className="grid gap-3">
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classNames(
          'grid cursor-pointer justify-items-center gap-2 rounded border-2 border-dashed p-8 text-center',
          'has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary',
          over ? 'border-primary bg-surface' : 'border-line',
        )}
      >
        <FileUp aria-hidden className="size-8 text-primary" />
        <span className="font-semibold">{t('drop')}</span>
        <span className="text-muted">{t('dropHint')}</span>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          className="sr-only"
          onChange={({ target }) => {
            take(target.files);
            // The same file, corrected meanwhile, may be chosen again.
            target.value = '';
          }}
        />
      </label>
      <p className="text-small text-muted">{t('columns', { columns: catalogueColumns.join(', ') })}</p>
    </div>
  );
};
