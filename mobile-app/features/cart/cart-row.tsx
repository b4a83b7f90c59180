import type { CartLineView } from '@zakpos/contracts';
import { memo } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Text } from '../../components/text.tsx';
import { itemName } from '../language/item-name.ts';
import { useLanguage } from '../language/language.tsx';
import { radius, space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';
import type { Till } from '../till/till.ts';

const rowHeight = 72;
const oneThousandths = 1_000;

interface Props {
  line: CartLineView;
  newest: boolean;
  disabled: boolean;
  till: Till;
}

function Row({ line, newest, disabled, till }: Props) {
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
          {line.listPricePaisa === line.unitPricePaisa ? '' : ` · ${words.priceNow(taka(line.listPricePaisa))}`}
          {discounted === 0 ? '' : ` · ${words.discount(taka(discounted))}`}
        </Text>
        <Button
          label="−"
          size="target"
          accessibilityLabel={words.fewer(name)}
          disabled={disabled || line.qtyThousandths <= oneThousandths}
          onPress={() => till.step(line.id, -oneThousandths)}
        />
        <Text size="amount" testID="row-quantity" style={{ minWidth: 40, textAlign: 'center' }}>
          {quantity(line.qtyThousandths)}
        </Text>
        <Button
          label="+"
          accessibilityLabel={words.more(name)}
          disabled={disabled}
          onPress={() => till.step(line.id, oneThousandths)}
        />
        <Button
          label={words.remove}
          kind="danger"
          accessibilityLabel={words.removeItem(name)}
          disabled={disabled}
          onPress={() => till.remove(line.id)}
        />
      </View>
    </View>
  );
}

const sameLine = (a: CartLineView, b: CartLineView): boolean =>
  (Object.keys(a) as (keyof CartLineView)[]).every((field) => a[field] === b[field]);

/** A line that did not change is not drawn again: each answer brings the whole cart, and row 100 must be as quick as row 1. */
export const CartRow = memo(
  Row,
  (a, b) => sameLine(a.line, b.line) && a.newest === b.newest && a.disabled === b.disabled && a.till === b.till,
);
