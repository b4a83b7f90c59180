import { useLanguage } from '../features/language/language.tsx';
import type { Failed } from '../features/till/answer.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface Props {
  failure: Failed;
  onRetry?: () => void;
}

/** Why the server's answer is missing: it refused, or nothing was heard. */
export function Failure({ failure, onRetry }: Props) {
  const { words, problemTitle } = useLanguage();
  const said =
    failure.kind === 'silent'
      ? { title: words.noAnswer, detail: words.checkLink }
      : { title: problemTitle(failure.problem), detail: failure.problem.detail };
  return (
    <Notice tone="danger" {...said}>
      {onRetry === undefined ? null : <Button label={words.tryAgain} onPress={onRetry} />}
    </Notice>
  );
}
