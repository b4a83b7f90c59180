import type { CartView, ProblemDetails } from '@zakpos/contracts';
import { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../language/language.tsx';
import { stockShortage } from '../language/stock-shortage.ts';
import type { Till } from '../till/till.ts';

const totalDetails = z.object({ actualTotalPaisa: z.int() });

interface Props {
  till: Till;
  cart: CartView | null;
  problem: ProblemDetails;
}

/** Why a sale was not stored, above the cart as the server has it now. */
export function SaleRefused({ till, cart, problem }: Props) {
  const language = useLanguage();
  const { words, taka, problemTitle } = language;
  const total = totalDetails.safeParse(problem.details);
  if (problem.code === 'total_mismatch' && total.success && cart !== null) {
    return (
      <Notice
        tone="warn"
        title={words.pricesChanged}
        detail={words.totalChanges(taka(cart.totalPaisa), taka(total.data.actualTotalPaisa))}
      >
        <Button kind="primary" size="key" label={words.keepPrices} onPress={() => till.acceptPrices()} testID="keep-prices" />
      </Notice>
    );
  }
  return (
    <Notice tone="danger" title={words.notStored} detail={`${problemTitle(problem)} ${stockShortage(problem, language)}`.trim()}>
      <Button label={words.ok} onPress={() => till.dismissSale()} style={{ alignSelf: 'flex-start' }} />
    </Notice>
  );
}
