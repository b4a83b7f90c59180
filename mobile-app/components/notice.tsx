import type { ReactNode } from 'react';
import { View } from 'react-native';
import { radius, space, type ToneName } from '../features/theme/tokens.ts';
import { useTheme } from '../features/theme/use-theme.ts';
import { Text } from './text.tsx';

const marks: Record<ToneName, string> = { ok: '✓', warn: '!', danger: '✕' };

interface Props {
  tone: ToneName;
  title: string;
  detail?: string | undefined;
  children?: ReactNode;
}

/** A message that stays until acted on. Its state is a word, a mark and a colour, never the colour alone. */
export function Notice({ tone, title, detail, children }: Props) {
  const theme = useTheme();
  return (
    <View
      role={tone === 'danger' ? 'alert' : 'status'}
      aria-live={tone === 'danger' ? 'assertive' : 'polite'}
      style={{ backgroundColor: theme[tone].tint, borderRadius: radius, padding: space.m, gap: space.s }}
    >
      <View style={{ flexDirection: 'row', gap: space.s }}>
        <Text aria-hidden size="strong" color={theme[tone].text}>
          {marks[tone]}
        </Text>
        <View style={{ flex: 1 }}>
          <Text size="strong">{title}</Text>
          {detail === undefined || detail === '' ? null : <Text>{detail}</Text>}
        </View>
      </View>
      {children}
    </View>
  );
}
