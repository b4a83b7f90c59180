import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { useTheme } from '../theme/use-theme.ts';

/** Always in sight: whether the server is heard. */
export function LinkStatus({ linked }: { linked: boolean }) {
  const theme = useTheme();
  const { words } = useLanguage();
  return (
    <Text size="small" color={linked ? theme.ok.text : theme.danger.text} testID="link-status">
      {linked ? `● ${words.online}` : `✕ ${words.offline}`}
    </Text>
  );
}

interface Props {
  lastAnswerAtMs: number;
  onTryNow: () => void;
}

/** Shown while the server does not answer, with the time since it last did. */
export function LinkBar({ lastAnswerAtMs, onTryNow }: Props) {
  const { words, count } = useLanguage();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((nowMs - lastAnswerAtMs) / 1_000));
  return (
    <Notice tone="danger" title={words.noLink(count(seconds))}>
      <Button label={words.tryNow} onPress={onTryNow} style={{ alignSelf: 'flex-start' }} testID="try-now" />
    </Notice>
  );
}
