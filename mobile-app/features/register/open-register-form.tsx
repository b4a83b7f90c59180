import type { ApiClient } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import { randomUUID } from 'expo-crypto';
import { useRef, useState } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { Text } from '../../components/text.tsx';
import { ask } from '../api/ask.ts';
import { readAmount } from '../language/read-amount.ts';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';
import type { Failed } from '../till/answer.ts';
import type { RegisterView } from './use-registers.ts';

interface Props {
  api: ApiClient;
  register: RegisterView;
  onBack: () => void;
  onOpen: (sessionId: string) => void;
}

/** Opens a register with the cash that lies in its drawer. */
export function OpenRegisterForm({ api, register, onBack, onOpen }: Props) {
  const theme = useTheme();
  const { words } = useLanguage();
  const [typed, setTyped] = useState('');
  const [faulty, setFaulty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failed | null>(null);
  // One key for one amount: a second press after a lost answer is the same request.
  const sent = useRef({ key: '', floatPaisa: -1 });

  const submit = async () => {
    const floatPaisa = readAmount(typed);
    setFaulty(floatPaisa === null);
    if (floatPaisa === null || busy) return;
    if (sent.current.floatPaisa !== floatPaisa) sent.current = { key: randomUUID(), floatPaisa };
    setBusy(true);
    setFailure(null);
    const answer = await ask((signal) =>
      api.call(routes.openSession, {
        body: { registerId: register.id, floatPaisa },
        idempotencyKey: sent.current.key,
        signal,
      }),
    );
    setBusy(false);
    if (answer.kind === 'ok') onOpen(answer.value.id);
    else setFailure(answer);
  };

  return (
    <View style={{ gap: space.l }}>
      <Text role="heading" aria-level={2} size="heading">
        {words.openRegister(register.name)}
      </Text>
      <Field
        label={words.float}
        value={typed}
        onChangeText={setTyped}
        inputMode="decimal"
        large
        fault={faulty ? words.amountFault : undefined}
        onSubmitEditing={() => void submit()}
        testID="float"
      />
      <Text color={theme.muted}>{words.floatHint}</Text>
      {failure === null ? null : <Failure failure={failure} />}
      <Button
        kind="primary"
        size="pay"
        label={words.openRegister(register.name)}
        busy={busy}
        onPress={() => void submit()}
        testID="open-register"
      />
      <Button label={words.back} onPress={onBack} />
    </View>
  );
}
