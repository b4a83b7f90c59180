import type { CashRoundingUnitPaisa } from '@zakpos/domain';
import { type ReactNode, useState } from 'react';
import { ScrollView, View } from 'react-native';
import { AmountRow } from '../../components/amount-row.tsx';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../language/language.tsx';
import { readAmount } from '../language/read-amount.ts';
import { useTypedScan } from '../scan/use-typed-scan.ts';
import { space } from '../theme/tokens.ts';
import { NoteButtons } from './note-buttons.tsx';
import { askFromChangePaisa, cashDue, nothingReceived, type Received, receivedPaisa } from './received.ts';

interface Props {
  totalPaisa: number;
  cashRoundingUnitPaisa: CashRoundingUnitPaisa;
  /** False while the cart is not settled with the server or the link is lost. */
  mayPay: boolean;
  onPay: (receivedPaisa: number) => void;
  onBack: () => void;
  onScan: (code: string) => void;
  /** What went wrong with scans meanwhile, shown above the amounts. */
  children?: ReactNode;
}

/** Cash for the whole cart. Exact finishes at once; any other amount is finished by hand once it covers what is due. */
export function CashTender({ totalPaisa, cashRoundingUnitPaisa, mayPay, onPay, onBack, onScan, children }: Props) {
  const { words, taka } = useLanguage();
  const [received, setReceived] = useState<Received>(nothingReceived);
  const [asked, setAsked] = useState(false);
  const text = received.kind === 'typed' ? received.text : '';
  const change = (next: Received) => {
    setAsked(false);
    setReceived(next);
  };
  const typedScan = useTypedScan({ text, setText: (typed) => change({ kind: 'typed', text: typed }), onCode: onScan });

  const { duePaisa, roundingPaisa } = cashDue(totalPaisa, cashRoundingUnitPaisa);
  const givenPaisa = receivedPaisa(received, readAmount);
  const unreadable = givenPaisa === null && text !== '';
  const changePaisa = (givenPaisa ?? 0) - duePaisa;
  const covered = givenPaisa !== null && changePaisa >= 0;

  const finish = () => {
    if (givenPaisa === null || !covered) return;
    if (changePaisa >= askFromChangePaisa && !asked) setAsked(true);
    else onPay(givenPaisa);
  };

  return (
    <View style={{ flex: 1, gap: space.s }}>
      <ScrollView style={{ flex: 1 }} contentContainerStyle={{ gap: space.m }} keyboardShouldPersistTaps="handled">
        {children}
        {roundingPaisa === 0 ? null : <AmountRow label={words.rounding} amount={taka(roundingPaisa)} />}
        <AmountRow label={words.due} amount={taka(duePaisa)} size="total" testID="due" />
        <Field
          label={words.received}
          value={received.kind === 'notes' && givenPaisa !== null ? taka(givenPaisa) : text}
          onChangeText={typedScan.change}
          onFocus={() => {
            if (received.kind === 'notes') change(nothingReceived);
          }}
          onSubmitEditing={() => {
            if (!typedScan.takeScan()) finish();
          }}
          inputMode="decimal"
          large
          fault={unreadable ? words.amountFault : undefined}
          testID="received"
        />
        <NoteButtons received={received} disabled={!mayPay} onChange={change} />
        {givenPaisa === null ? null : covered ? (
          <AmountRow label={words.change} amount={taka(changePaisa)} size="heading" testID="change-preview" />
        ) : (
          <Notice tone="warn" title={words.missing(taka(-changePaisa))} />
        )}
        {asked && givenPaisa !== null ? (
          <Notice tone="warn" title={words.reallyReceived(taka(givenPaisa))}>
            <Button label={words.yesReceived} kind="primary" size="key" onPress={() => onPay(givenPaisa)} testID="yes-received" />
          </Notice>
        ) : null}
      </ScrollView>
      <View style={{ flexDirection: 'row', gap: space.s }}>
        <Button label={words.back} size="pay" onPress={onBack} />
        <Button
          label={words.exact}
          size="pay"
          disabled={!mayPay}
          onPress={() => onPay(duePaisa)}
          style={{ flex: 1 }}
          testID="exact"
        />
        <Button
          kind="primary"
          label={words.finish}
          size="pay"
          disabled={!mayPay || !covered}
          onPress={finish}
          style={{ flex: 1 }}
          testID="finish"
        />
      </View>
    </View>
  );
}
