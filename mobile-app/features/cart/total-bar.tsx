import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';
import type { TillState } from '../till/till-state.ts';

interface Props {
  state: TillState;
  mayPay: boolean;
  onPay: () => void;
}

/** Always in the same place: what the server counts, and the way to the tender. */
export function TotalBar({ state, mayPay, onPay }: Props) {
  const theme = useTheme();
  const { words, taka, count } = useLanguage();
  const { cart, lastSale } = state;
  const lineCount = cart?.lines.length ?? 0;
  return (
    <View style={{ gap: space.xs }}>
      {lastSale === null ? null : (
        <Text size="small" color={theme.muted} testID="last-sale">
          {words.lastSale(lastSale.invoiceNumber, taka(lastSale.changePaisa))}
        </Text>
      )}
      <Text size="small" color={theme.muted}>
        {words.items(count(lineCount), lineCount === 1)} · {words.vat(taka(cart?.vatPaisa ?? 0))}
        {cart === null || cart.discountPaisa === 0 ? '' : ` · ${words.discount(taka(cart.discountPaisa))}`}
      </Text>
      <View style={{ flexDirection: 'row', alignItems: 'baseline', justifyContent: 'space-between' }}>
        <Text size="amount">{words.total}</Text>
        <Text size="total" testID="total" adjustsFontSizeToFit numberOfLines={1}>
          {taka(cart?.totalPaisa ?? 0)}
        </Text>
      </View>
      <Button kind="primary" size="pay" label={words.pay} disabled={!mayPay} onPress={onPay} testID="pay" />
    </View>
  );
}
