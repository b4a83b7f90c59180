import type { ReactNode } from 'react';
import { View } from 'react-native';
import { useLanguage } from '../features/language/language.tsx';
import { space } from '../features/theme/tokens.ts';
import { Button } from './button.tsx';
import { Text } from './text.tsx';

interface Props {
  title: string;
  status?: ReactNode;
  children?: ReactNode;
}

/** Where one is, what goes with it, and the other language. */
export function TopBar({ title, status, children }: Props) {
  const { words, toggle } = useLanguage();
  return (
    <View style={{ flexDirection: 'row', alignItems: 'center', gap: space.s }}>
      <View style={{ flex: 1 }}>
        <Text role="heading" aria-level={1} size="strong" numberOfLines={1}>
          {title}
        </Text>
        {status}
      </View>
      {children}
      <Button label={words.language} onPress={toggle} testID="language" />
    </View>
  );
}
