import { useState } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import type { Failed } from '../till/answer.ts';
import { useSession } from './session.tsx';

export function SignInForm() {
  const { words } = useLanguage();
  const { signIn } = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failed | null>(null);

  const submit = async () => {
    if (busy || email.trim() === '' || password === '') return;
    setBusy(true);
    setFailure(null);
    const answer = await signIn(email.trim(), password);
    setBusy(false);
    if (answer.kind !== 'ok') setFailure(answer);
  };

  return (
    <View style={{ gap: space.l }}>
      <Field
        label={words.email}
        value={email}
        onChangeText={setEmail}
        autoCapitalize="none"
        autoComplete="username"
        inputMode="email"
        autoCorrect={false}
        testID="email"
      />
      <View style={{ gap: space.s }}>
        <Field
          label={words.password}
          value={password}
          onChangeText={setPassword}
          secureTextEntry={!shown}
          autoCapitalize="none"
          autoComplete="current-password"
          onSubmitEditing={() => void submit()}
          testID="password"
        />
        <Button
          label={shown ? words.hidePassword : words.showPassword}
          onPress={() => setShown(!shown)}
          style={{ alignSelf: 'flex-start' }}
        />
      </View>
      {failure === null ? null : <Failure failure={failure} />}
      <Button kind="primary" size="pay" label={words.signIn} busy={busy} onPress={() => void submit()} testID="sign-in" />
    </View>
  );
}
