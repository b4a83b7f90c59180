import { Redirect } from 'expo-router';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { useLanguage } from '../features/language/language.tsx';
import { useChosenRegister } from '../features/register/chosen-register.tsx';
import { RegisterPicker } from '../features/register/register-picker.tsx';
import { useSession } from '../features/session/session.tsx';
import { TillScreen } from '../features/till/till-screen.tsx';

export default function TillPage() {
  const { words } = useLanguage();
  const { state, api, signOut } = useSession();
  const { open, leave } = useChosenRegister();
  if (state.phase !== 'signed_in' || api === null) return <Redirect href="/" />;
  const { tenantId, name } = state.actor;
  return (
    <Screen>
      {open === null ? (
        <>
          <TopBar title={name}>
            <Button label={words.signOut} onPress={() => void signOut()} testID="sign-out" />
          </TopBar>
          <RegisterPicker api={api} />
        </>
      ) : (
        <TillScreen api={api} tenantId={tenantId} open={open} onLeave={leave} />
      )}
    </Screen>
  );
}
