import type { CartLineView } from '@zakpos/contracts';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Text } from '../../components/text.tsx';
import { itemName } from '../language/item-name.ts';
import { useLanguage } from '../language/language.tsx';
import { radius, space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';

const rowHeight = 72;
const oneThousandths = 1_000;

interface Props {
  line: CartLineView;
  newest: boolean;
  disabled: boolean;
  onStep: (stepThousandths: number) => void;
  onRemove: () => void;
}

export function CartRow({ line, newest, disabled, onStep, onRemove }: Props) {
  const theme = useTheme();
  const { words, locale, taka, quantity } = useLanguage();
  const name = itemName(line, locale);
  const discounted = line.lineDiscountPaisa + line.cartDiscountSharePaisa;
  return (
    <View
      testID="cart-row"
      style={{
        minHeight: rowHeight,
        gap: space.xs,
        padding: space.s,
        borderRadius: radius,
        borderWidth: newest ? 2 : 1,
        borderColor: newest ? theme.primary : theme.line,
        backgroundColor: theme.surface,
      }}
    >
      <View style={{ flexDirection: 'row', gap: space.s }}>
        <Text size={newest ? 'amount' : 'strong'} style={{ flex: 1 }}>
          {name}
        </Text>
        <Text size="amount" testID="row-total">
          {taka(line.totalPaisa)}
        </Text>
      </View>
      <View style={{ flexDirection: 'row', alignItems: 'center', flexWrap: 'wrap', gap: space.s }}>
        <Text size="small" color={theme.muted} style={{ flexGrow: 1 }}>
          {taka(line.unitPricePaisa)}
          {discounted === 0 ? '' : ` · ${words.discount(taka(discounted))}`}
        </Text>
        <Button
          label="−"
          size="target"
          accessibilityLabel={words.fewer(name)}
          disabled={disabled || line.qtyThousandths <= oneThousandths}
          onPress={() => onStep(-oneThousandths)}
        />
        <Text size="amount" testID="row-quantity" style={{ minWidth: 40, textAlign: 'center' }}>
          {quantity(line.qtyThousandths)}
        </Text>
        <Button label="+" accessibilityLabel={words.more(name)} disabled={disabled} onPress={() => onStep(oneThousandths)} />
        <Button
          label={words.remove}
          kind="danger"
          accessibilityLabel={words.removeItem(name)}
          disabled={disabled}
          onPress={onRemove}
        />
      </View>
    </View>
  );
}
