import { Redirect } from 'expo-router';
import { Failure } from '../components/failure.tsx';
import { Screen } from '../components/screen.tsx';
import { Text } from '../components/text.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { useLanguage } from '../features/language/language.tsx';
import { ServerForm } from '../features/session/server-form.tsx';
import { useSession } from '../features/session/session.tsx';
import { silent } from '../features/till/answer.ts';

/** Where each visit begins: to the till where a session can be taken up again, else to sign in. */
export default function Start() {
  const { words } = useLanguage();
  const { state, retry } = useSession();
  if (state.phase === 'signed_in') return <Redirect href="/till" />;
  if (state.phase === 'signed_out') return <Redirect href="/sign-in" />;
  return (
    <Screen>
      <TopBar title="ZakPOS" />
      {state.phase === 'restoring' ? (
        <Text role="status">{words.loading}</Text>
      ) : (
        <>
          <Failure failure={silent} onRetry={retry} />
          <ServerForm onDone={retry} />
        </>
      )}
    </Screen>
  );
}
