import { useState } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';
import { parseServerAddress } from './server-address.ts';
import { useSession } from './session.tsx';

/** Tells the app which server to ask; `onDone` follows a usable address. */
export function ServerForm({ onDone }: { onDone: () => void }) {
  const theme = useTheme();
  const { words } = useLanguage();
  const { serverAddress, connectTo } = useSession();
  const [typed, setTyped] = useState(serverAddress ?? '');
  const [faulty, setFaulty] = useState(false);

  const submit = async () => {
    const address = parseServerAddress(typed);
    setFaulty(address === null);
    if (address === null) return;
    await connectTo(address);
    onDone();
  };

  return (
    <View style={{ gap: space.m }}>
      <Field
        label={words.serverAddress}
        value={typed}
        onChangeText={setTyped}
        inputMode="url"
        autoCapitalize="none"
        autoCorrect={false}
        fault={faulty ? words.serverAddressFault : undefined}
        onSubmitEditing={() => void submit()}
        testID="server-address"
      />
      <Text size="small" color={theme.muted}>
        {words.serverAddressHint}
      </Text>
      <Button label={words.useServer} onPress={() => void submit()} testID="use-server" />
    </View>
  );
}
