import type { ApiClient } from '@zakpos/api-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { TopBar } from '../../components/top-bar.tsx';
import { CartList } from '../cart/cart-list.tsx';
import { RefusedRow } from '../cart/refused-row.tsx';
import { TotalBar } from '../cart/total-bar.tsx';
import { useLanguage } from '../language/language.tsx';
import type { OpenRegister } from '../register/chosen-register.tsx';
import { signalAdded, signalError } from '../scan/feedback.ts';
import { ScanBar } from '../scan/scan-bar.tsx';
import { SearchResults } from '../search/search-results.tsx';
import { CashTender } from '../tender/cash-tender.tsx';
import { SaleRefused } from '../tender/sale-refused.tsx';
import { SaleOutcome } from '../tender/sale-outcome.tsx';
import { space } from '../theme/tokens.ts';
import { LinkBar, LinkStatus } from './link-bar.tsx';
import type { ScanAnswer } from './till.ts';
import { useTill } from './use-till.ts';

type Pane = { kind: 'cart' } | { kind: 'tender' } | { kind: 'search'; query: string };

interface Props {
  api: ApiClient;
  tenantId: string;
  open: OpenRegister;
  onLeave: () => void;
}

// A code has a digit or no letter at all; anything else that a person types is a name.
const looksLikeName = (text: string) => /\p{L}/u.test(text) && !/[0-9০-৯]/.test(text);

const heard = (answer: ScanAnswer): void => {
  if (answer !== 'queued') signalError();
};

/** One sale after another: scan, cart, tender, change. */
export function TillScreen({ api, tenantId, open, onLeave }: Props) {
  const { words } = useLanguage();
  const { till, state } = useTill(api, tenantId, open.register);
  const [pane, setPane] = useState<Pane>({ kind: 'cart' });
  const { sale, cart } = state;
  const mayPay = till.mayPay();

  const refusals = state.refused.length;
  const lineCount = cart?.version ?? 0;
  const before = useRef({ refusals, lineCount });
  useEffect(() => {
    if (refusals > before.current.refusals) signalError();
    else if (lineCount > before.current.lineCount) signalAdded();
    before.current = { refusals, lineCount };
  }, [refusals, lineCount]);
  // The tender ends with its sale; a refused one shows the cart again, as the server has it now.
  useEffect(() => {
    if (sale.phase === 'stored' || sale.phase === 'refused') setPane({ kind: 'cart' });
  }, [sale.phase]);

  const scan = (code: string) => heard(till.scan(code));
  const search = useCallback((query: string) => setPane({ kind: 'search', query }), []);

  const head = (
    <>
      <TopBar title={open.register.name} status={<LinkStatus linked={state.linked} />}>
        <Button label={words.otherRegister} onPress={onLeave} testID="leave-register" />
      </TopBar>
      {state.linked ? null : <LinkBar lastAnswerAtMs={state.lastAnswerAtMs} onTryNow={() => till.tryNow()} />}
    </>
  );
  if (sale.phase === 'storing' || sale.phase === 'checking') {
    return (
      <View style={{ flex: 1, gap: space.s }}>
        {head}
        <SaleOutcome sale={sale} onNext={() => undefined} />
      </View>
    );
  }
  return (
    <View style={{ flex: 1, gap: space.s }}>
      {head}
      <ScanBar onScan={scan} onEntry={(text) => (looksLikeName(text) ? setPane({ kind: 'search', query: text }) : scan(text))} />
      {sale.phase === 'refused' ? <SaleRefused till={till} cart={cart} problem={sale.problem} /> : null}
      {pane.kind === 'search' ? (
        <SearchResults
          api={api}
          shopId={open.register.shopId}
          query={pane.query}
          onPick={(variantId, name) => {
            heard(till.add({ variantId }, name));
            setPane({ kind: 'cart' });
          }}
          onClose={() => setPane({ kind: 'cart' })}
        />
      ) : sale.phase === 'stored' ? (
        <SaleOutcome sale={sale} onNext={() => till.dismissSale()} />
      ) : pane.kind === 'tender' && cart !== null ? (
        <CashTender
          totalPaisa={cart.totalPaisa}
          cashRoundingUnitPaisa={open.settings.cashRoundingUnitPaisa}
          mayPay={mayPay}
          onPay={(receivedPaisa) => void till.payCash(receivedPaisa)}
          onBack={() => setPane({ kind: 'cart' })}
          onScan={scan}
        >
          {state.refused.map((refused) => (
            <RefusedRow key={refused.key} scan={refused} till={till} onSearch={search} onReopen={onLeave} />
          ))}
        </CashTender>
      ) : (
        <>
          <CartList till={till} state={state} onReopen={onLeave} onSearch={search} />
          <TotalBar state={state} mayPay={mayPay} onPay={() => setPane({ kind: 'tender' })} />
        </>
      )}
    </View>
  );
}
