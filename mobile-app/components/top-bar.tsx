import type { ReactNode } from 'react';
import { View } from 'react-native';
import { useLanguage } from '../features/language/language.tsx';
import { space } from '../features/theme/tokens.ts';
import { Button } from './button.tsx';
import { Text } from './text.tsx';

/** Where one is, what goes with it, and the other language. */
export function TopBar({ title, children }: { title: string; children?: ReactNode }) {
  const { words, toggle } = useLanguage();
  return (
    <View style={{ flexDirection: 'row', alignItems: 'center', gap: space.s }}>
      <Text role="heading" size="strong" numberOfLines={1} style={{ flex: 1 }}>
        {title}
      </Text>
      {children}
      <Button label={words.language} onPress={toggle} testID="language" />
    </View>
  );
}
