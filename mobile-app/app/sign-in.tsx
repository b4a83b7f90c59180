import { Redirect } from 'expo-router';
import { useState } from 'react';
import { ScrollView } from 'react-native';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { useLanguage } from '../features/language/language.tsx';
import { ServerForm } from '../features/session/server-form.tsx';
import { useSession } from '../features/session/session.tsx';
import { SignInForm } from '../features/session/sign-in-form.tsx';
import { space } from '../features/theme/tokens.ts';

export default function SignIn() {
  const { words } = useLanguage();
  const { state, serverAddress } = useSession();
  const [changing, setChanging] = useState(false);
  if (state.phase === 'signed_in') return <Redirect href="/till" />;
  if (state.phase !== 'signed_out') return <Redirect href="/" />;
  return (
    <Screen>
      <TopBar title="ZakPOS" />
      <ScrollView contentContainerStyle={{ gap: space.xl }} keyboardShouldPersistTaps="handled">
        {serverAddress === null || changing ? (
          <ServerForm onDone={() => setChanging(false)} />
        ) : (
          <>
            <SignInForm />
            <Button
              label={serverAddress === '' ? words.changeServer : `${words.changeServer} (${serverAddress})`}
              onPress={() => setChanging(true)}
              testID="change-server"
            />
          </>
        )}
      </ScrollView>
    </Screen>
  );
}
