import type { ApiClient } from '@zakpos/api-client';
import { useEffect, useState } from 'react';
import { ScrollView, View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { useChosenRegister } from './chosen-register.tsx';
import { OpenRegisterForm } from './open-register-form.tsx';
import { type RegisterView, useRegisters } from './use-registers.ts';

/** Chooses a register and opens it where it is closed; one that this device used and that is still open is taken at once. */
export function RegisterPicker({ api }: { api: ApiClient }) {
  const { words } = useLanguage();
  const { lastId, choose } = useChosenRegister();
  const { answer, again } = useRegisters(api);
  const [opening, setOpening] = useState<RegisterView | null>(null);
  const given = answer?.kind === 'ok' ? answer.value : null;

  useEffect(() => {
    const last = given?.registers.find((register) => register.id === lastId);
    if (given !== null && last !== undefined && last.openSessionId !== null) choose({ register: last, settings: given.settings });
  }, [given, lastId, choose]);

  if (answer === null || lastId === undefined) return <Text role="status">{words.loading}</Text>;
  if (answer.kind !== 'ok') return <Failure failure={answer} onRetry={again} />;
  const { registers, settings } = answer.value;
  if (registers.length === 0) {
    return (
      <Notice tone="warn" title={words.noRegister} detail={words.noRegisterHint}>
        <Button label={words.tryAgain} onPress={again} />
      </Notice>
    );
  }
  if (opening !== null) {
    return (
      <OpenRegisterForm
        api={api}
        register={opening}
        onBack={() => {
          setOpening(null);
          again();
        }}
        onOpen={(openSessionId) => choose({ register: { ...opening, openSessionId }, settings })}
      />
    );
  }
  return (
    <ScrollView contentContainerStyle={{ gap: space.m }}>
      <Text role="heading" aria-level={2} size="heading">
        {words.chooseRegister}
      </Text>
      <View style={{ gap: space.s }}>
        {registers.map((register) => (
          <Button
            key={register.id}
            size="key"
            label={`${register.shopName} · ${register.name} · ${register.openSessionId === null ? words.closed : words.open}`}
            onPress={() => (register.openSessionId === null ? setOpening(register) : choose({ register, settings }))}
            testID="register"
          />
        ))}
      </View>
    </ScrollView>
  );
}
