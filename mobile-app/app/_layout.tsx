import { Slot } from 'expo-router';
import { StatusBar } from 'expo-status-bar';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { LanguageProvider } from '../features/language/language.tsx';
import { ChosenRegisterProvider } from '../features/register/chosen-register.tsx';
import { SessionProvider } from '../features/session/session.tsx';
import { useFonts } from '../features/theme/use-fonts.ts';

export default function Layout() {
  useFonts();
  return (
    <SafeAreaProvider>
      <StatusBar style="auto" />
      <LanguageProvider>
        <SessionProvider>
          <ChosenRegisterProvider>
            <Slot />
          </ChosenRegisterProvider>
        </SessionProvider>
      </LanguageProvider>
    </SafeAreaProvider>
  );
}
