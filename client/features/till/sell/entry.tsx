'use client';
import { Keyboard } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent, type KeyboardEvent, type RefObject } from 'react';
import { Button, KeyHint } from '@/components/ui/button.tsx';
import { inputStyle } from '@/components/ui/field.tsx';
import { classNames } from '@/components/class-names.ts';

interface EntryProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  onEnter: () => void;
  onArrow: (difference: 1 | -1) => void;
  /** How many the next scan counts; shown beside the field. */
  multiplier: number | null;
}

/** The field for a code or a name. No soft keyboard opens until it is asked for, since most entries are scans. */
export const Entry = ({ field, text, onText, onEnter, onArrow, multiplier }: EntryProps) => {
  const t = useTranslations('till');
  const [softKeyboard, setSoftKeyboard] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onEnter();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (text === '' || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    onArrow(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    <form
      onSubmit={submit}
      role="search"
      className="area-entry flex items-center gap-2 border-b border-line bg-surface p-2 lg:h-18"
    >
      {multiplier === null ? null : <span className="text-title font-semibold whitespace-nowrap">{multiplier} ×</span>}
      <input
        ref={field}
        value={text}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={onKeyDown}
        inputMode={softKeyboard ? 'text' : 'none'}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="done"
        aria-label={t('entry')}
        aria-keyshortcuts="F2"
        placeholder={t('entryHint')}
        maxLength={100}
        // The till is a place of its own: whatever is typed without a field in mind is meant for this one.
        autoFocus
        className={classNames(inputStyle, 'min-w-0 flex-1')}
      />
      <Button
        size="till"
        aria-pressed={softKeyboard}
        className="lg:hidden"
        aria-label={t('softKeyboard')}
        onClick={() => {
          setSoftKeyboard(!softKeyboard);
          field.current?.focus();
        }}
      >
        <Keyboard aria-hidden className="size-6" />
      </Button>
      <span className="hidden lg:block">
        <KeyHint>F2</KeyHint>
      </span>
    </form>
  );
};
