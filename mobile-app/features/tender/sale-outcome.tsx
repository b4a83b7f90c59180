import { View } from 'react-native';
import { AmountRow } from '../../components/amount-row.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import type { SaleState } from '../till/till-state.ts';

interface Props {
  sale: Exclude<SaleState, { phase: 'none' | 'refused' }>;
  onNext: () => void;
}

/** What became of the sale that was sent; the change stays large until the next scan or press. */
export function SaleOutcome({ sale, onNext }: Props) {
  const { words, taka } = useLanguage();
  if (sale.phase === 'storing') return <Notice tone="warn" title={words.storing} />;
  if (sale.phase === 'checking') return <Notice tone="danger" title={words.checking} detail={words.checkingDetail} />;
  const { invoiceNumber, totalPaisa, roundingPaisa, changePaisa, payments } = sale.sale;
  return (
    <View style={{ flex: 1, gap: space.l, justifyContent: 'space-between' }}>
      <View style={{ gap: space.m }}>
        <Notice tone="ok" title={words.stored(invoiceNumber)} />
        <AmountRow label={words.due} amount={taka(totalPaisa + roundingPaisa)} size="amount" />
        <AmountRow
          label={words.received}
          amount={taka(payments.reduce((sum, payment) => sum + payment.tenderedPaisa, 0))}
          size="amount"
        />
        <View aria-live="polite">
          <Text size="amount">{words.change}</Text>
          <Text size="change" testID="change">
            {taka(changePaisa)}
          </Text>
        </View>
      </View>
      <Button kind="primary" size="pay" label={words.nextSale} onPress={onNext} testID="next-sale" />
    </View>
  );
}
