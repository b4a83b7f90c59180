'use client';
import type { CartView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button, KeyHint } from '@/components/ui/button.tsx';
import { classNames } from '@/components/class-names.ts';
import { readCount } from '../../money/format.ts';
import { countSold, quickItems, type QuickItem } from '../device-memory.ts';
import { ChangePane } from '../tender/change-pane.tsx';
import { TenderPane, type TenderKeys } from '../tender/tender-pane.tsx';
import { tillServer, type Item } from '../till-server.ts';
import type { RegisterView, ShopView } from '../till.tsx';
import { useScanner } from '../use-scanner.ts';
import { CartRows } from './cart-rows.tsx';
import { Entry } from './entry.tsx';
import { FoundItems } from './found-items.tsx';
import { HeldCarts } from './held-carts.tsx';
import { LastItem } from './last-item.tsx';
import { Notices } from './notices.tsx';
import { QuantityForm } from './quantity-form.tsx';
import { RowActions } from './row-actions.tsx';
import { Tiles } from './tiles.tsx';
import { TopBar } from './top-bar.tsx';
import { Totals } from './totals.tsx';
import { useItemName } from './item-name.ts';
import { useSearch } from './use-search.ts';
import { useTillKeys } from './use-till-keys.ts';
import { useTillStore } from './use-till-store.ts';

type Pane = 'items' | 'tender' | 'held' | 'quantity';

/** Digits and signs without a space: rather a code than a name. */
const looksLikeCode = (text: string): boolean => /^(?=.*\d)[\x21-\x7E০-৯]{3,}$/.test(text);

interface SellScreenProps {
  shop: ShopView;
  register: RegisterView;
}

/** The till while its register is open. Only the right pane changes: items, tender, change, held carts, a row's quantity. */
export const SellScreen = ({ shop, register }: SellScreenProps) => {
  const t = useTranslations('till');
  const nameOf = useItemName();
  const till = useTillStore(shop.id, register.id);
  const { store, state } = till;
  const server = useMemo(() => tillServer(shop.id, register.id), [shop.id, register.id]);
  const [pane, setPane] = useState<Pane>('items');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [multiplier, setMultiplier] = useState<number | null>(null);
  const [wrongKeyboard, setWrongKeyboard] = useState(false);
  const [held, setHeld] = useState<CartView[]>([]);
  const [tiles, setTiles] = useState<QuickItem[]>(() => quickItems(register.id));
  const entry = useRef<HTMLInputElement>(null);
  const tenderKeys = useRef<TenderKeys>(null);
  const found = useSearch(server, text);
  const { cart, checkout } = state;
  const selected = cart?.lines.find(({ id }) => id === state.selectedLineId);
  const storing = checkout.step === 'storing' || checkout.step === 'checking';

  const readHeld = useCallback(() => {
    server.heldCarts().then(setHeld, () => undefined);
  }, [server]);
  // A cart that is held or recalled changes which cart this till has.
  useEffect(readHeld, [readHeld, cart?.id]);

  const soldLines = useRef(cart?.lines ?? []);
  useEffect(() => {
    if (checkout.step === 'storing') soldLines.current = cart?.lines ?? [];
    if (checkout.step === 'refused') setPane('items');
    if (checkout.step !== 'stored') return;
    setPane('items');
    setTiles(
      countSold(
        register.id,
        soldLines.current.map(({ variantId, name, nameBn, unitPricePaisa }) => ({
          variantId,
          name,
          nameBn,
          pricePaisa: unitPricePaisa,
        })),
      ),
    );
  }, [checkout.step, cart, register.id]);

  const add = (item: Item, label: string) => {
    setWrongKeyboard(false);
    if (store.add(item, label, multiplier === null ? undefined : multiplier * 1000)) setMultiplier(null);
  };
  const pick = (item: { variantId: string; name: string; nameBn: string }) => {
    add({ variantId: item.variantId }, nameOf(item));
    setText('');
    entry.current?.focus();
  };
  const enter = () => {
    const typed = text.trim();
    if (typed === '') return;
    const item = found?.text === typed ? found.items[chosen] : undefined;
    if (item && !(looksLikeCode(typed) && found?.items.length === 0)) pick(item);
    else if (looksLikeCode(typed)) {
      add({ code: typed }, typed);
      setText('');
    }
  };
  const typeEntry = (next: string) => {
    const [, count] = /^\s*(\S+)\s*\*$/.exec(next) ?? [];
    const times = count === undefined ? undefined : readCount(count);
    if (times === undefined || times === 0) setText(next);
    else {
      setMultiplier(times);
      setText('');
    }
    setChosen(0);
  };
  const back = () => {
    if (storing) return;
    if (pane !== 'items') setPane('items');
    else if (text !== '') setText('');
    else setMultiplier(null);
    entry.current?.focus();
  };
  const hold = () => {
    if (cart && cart.lines.length > 0) store.hold();
    else setPane('held');
  };
  const pay = () => {
    if (pane === 'tender') tenderKeys.current?.finish();
    else if (store.mayTender) setPane('tender');
  };

  useScanner({
    onScan: (code) => add({ code }, code),
    onWrongKeyboard: () => setWrongKeyboard(true),
    shortcut: (character, target, valueBefore) => {
      const inField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
      const free = !inField || (valueBefore === '' && (target === entry.current || character === '*'));
      if (!free || document.querySelector('dialog[open]')) return undefined;
      if (character === '*' && pane === 'tender') return () => tenderKeys.current?.exact();
      if (character === '/') return () => entry.current?.focus();
      if (character === '+' && selected) return () => store.step(selected.id, 1);
      if (character === '-' && selected) return () => store.step(selected.id, -1);
      return undefined;
    },
  });
  useTillKeys({
    entry: () => {
      setPane('items');
      entry.current?.focus();
    },
    quantity: () => selected && setPane('quantity'),
    hold,
    pay,
    back,
    select: (difference) => store.selectNext(difference),
    remove: () => selected && store.remove(selected.id),
    enter: () => pane === 'tender' && tenderKeys.current?.finish(),
    any: () => store.nextCustomer(),
  });
  useEffect(() => {
    if (pane === 'items') entry.current?.focus();
  }, [pane]);

  const change = checkout.step === 'stored';
  const searching = found !== null && pane === 'items' && !change;
  return (
    <div className="flex h-dvh flex-col">
      <TopBar registerName={register.name} linkLost={state.linkLost} held={held.length} onHeld={() => setPane('held')} />
      <Notices till={till} wrongKeyboard={wrongKeyboard} onDismissKeyboard={() => setWrongKeyboard(false)} />
      <main className="till-grid">
        <LastItem state={state} />
        <Entry
          field={entry}
          text={text}
          onText={typeEntry}
          onEnter={enter}
          onArrow={(difference) => setChosen((old) => Math.max(0, Math.min((found?.items.length ?? 1) - 1, old + difference)))}
          multiplier={multiplier}
        />
        <CartRows state={state} store={store} />
        <RowActions state={state} store={store} onQuantity={() => setPane('quantity')} />
        <Totals state={state} />
        <div
          className={classNames(
            'flex-col overflow-y-auto bg-bg p-3 lg:flex lg:p-4',
            pane === 'items' && !change
              ? ['area-pane', searching ? 'flex' : 'hidden']
              : 'area-side z-1 flex max-lg:fixed max-lg:inset-0 max-lg:z-10',
          )}
        >
          {change ? (
            <ChangePane sale={checkout.sale} afterChecking={checkout.afterChecking} onNext={() => store.nextCustomer()} />
          ) : null}
          {pane === 'tender' && !change ? (
            <TenderPane
              totalPaisa={cart?.totalPaisa ?? 0}
              ready={store.mayPay}
              storing={storing}
              onPay={(tenders) => store.pay(tenders)}
              onBack={back}
              keys={tenderKeys}
            />
          ) : null}
          {pane === 'held' && !change ? (
            <HeldCarts
              carts={held}
              onBack={back}
              onRecall={(cartId) => {
                store.recall(cartId);
                setPane('items');
              }}
            />
          ) : null}
          {pane === 'quantity' && !change && selected ? (
            <QuantityForm
              key={selected.id}
              line={selected}
              onBack={back}
              onStore={(qtyThousandths) => {
                store.setQuantity(selected.id, qtyThousandths);
                back();
              }}
            />
          ) : null}
          {searching ? <FoundItems found={found} chosen={chosen} onPick={pick} /> : null}
          {pane === 'items' && !change && !searching ? <Tiles items={tiles} onPick={pick} /> : null}
        </div>
        <div className="area-pay flex flex-col justify-end border-t border-line bg-surface p-2">
          <div className="grid grid-cols-[auto_1fr] gap-2">
            <Button size="pay" className="text-body" aria-keyshortcuts="F8" disabled={storing} onClick={hold}>
              {cart && cart.lines.length > 0 ? t('hold') : t('held')} <KeyHint>F8</KeyHint>
            </Button>
            <Button
              size="pay"
              look="primary"
              aria-keyshortcuts="F9"
              disabled={!store.mayTender || pane === 'tender'}
              onClick={pay}
            >
              {t('pay')} <KeyHint>F9</KeyHint>
            </Button>
          </div>
        </div>
      </main>
    </div>
  );
};
