'use client';
import { ApiProblem } from '@zakpos/api-client';
import { useLocale, useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { problemText } from './problem-text.ts';

interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
  className?: string;
}

/** A failed call in words, with what to do; stays until it is acted on. */
export const Failure = ({ error, onRetry, onDismiss, className }: FailureProps) => {
  const language = useLocale();
  const t = useTranslations('failure');
  const remedies = useTranslations('remedies');
  const text = problemText(error, language);
  const fields = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  const title = text.kind === 'refused' ? text.title : text.kind === 'link_lost' ? t('linkLost') : t('bug');
  const body = (() => {
    if (text.kind === 'link_lost') return t('linkLostRemedy');
    if (text.kind === 'bug') return text.message;
    return text.own ? remedies(text.own) : text.remedy;
  })();
  const actions = (onRetry || onDismiss) && (
    <>
      {onRetry ? <Button onClick={onRetry}>{t('tryAgain')}</Button> : null}
      {onDismiss ? (
        <Button onClick={onDismiss} look="quiet">
          {t('dismiss')}
        </Button>
      ) : null}
    </>
  );
  return (
    <Alert look="danger" title={title} actions={actions} {...(className ? { className } : {})}>
      {body}
      {fields.length > 0 ? (
        <ul className="list-disc pl-5">
          {fields.map(({ pointer, message }) => (
            <li key={pointer}>
              {pointer.replace(/^\//, '')}: {message}
            </li>
          ))}
        </ul>
      ) : null}
      {text.kind === 'refused' && text.traceId !== undefined && text.code === 'internal_error' ? (
        <p className="text-small text-muted">{t('trace', { traceId: text.traceId })}</p>
      ) : null}
    </Alert>
  );
};
