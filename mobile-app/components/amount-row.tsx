import { View } from 'react-native';
import { space, type text } from '../features/theme/tokens.ts';
import { Text } from './text.tsx';

interface Props {
  label: string;
  amount: string;
  size?: keyof typeof text;
  testID?: string;
}

/** A named amount, the amount at the right edge. */
export function AmountRow({ label, amount, size = 'body', testID }: Props) {
  return (
    <View
      style={{ flexDirection: 'row', alignItems: 'baseline', justifyContent: 'space-between', flexWrap: 'wrap', gap: space.s }}
    >
      <Text>{label}</Text>
      <Text size={size} testID={testID}>
        {amount}
      </Text>
    </View>
  );
}
