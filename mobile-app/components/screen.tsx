import type { ReactNode } from 'react';
import { KeyboardAvoidingView, Platform, View } from 'react-native';
import { SafeAreaView } from 'react-native-safe-area-context';
import { space } from '../features/theme/tokens.ts';
import { useTheme } from '../features/theme/use-theme.ts';

const widestPhonePx = 640;

/** The frame of each screen: clear of notches and of the soft keyboard, one column wide. */
export function Screen({ children }: { children: ReactNode }) {
  const theme = useTheme();
  return (
    <SafeAreaView style={{ flex: 1, backgroundColor: theme.background }}>
      <KeyboardAvoidingView style={{ flex: 1 }} {...(Platform.OS === 'ios' ? { behavior: 'padding' as const } : {})}>
        <View
          role="main"
          style={{ flex: 1, width: '100%', maxWidth: widestPhonePx, alignSelf: 'center', padding: space.m, gap: space.m }}
        >
          {children}
        </View>
      </KeyboardAvoidingView>
    </SafeAreaView>
  );
}
