import { useRef } from 'react';
import { ScrollView, View } from 'react-native';
import { Announcement } from '../../components/announcement.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { itemName } from '../language/item-name.ts';
import { useLanguage } from '../language/language.tsx';
import { stockShortage } from '../language/stock-shortage.ts';
import { radius, space } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';
import type { Till } from '../till/till.ts';
import type { TillState } from '../till/till-state.ts';
import { CartRow } from './cart-row.tsx';
import { RefusedRow } from './refused-row.tsx';

interface Props {
  till: Till;
  state: TillState;
  onSearch: (query: string) => void;
  /** The register turned out to be closed. */
  onReopen: () => void;
}

/** The confirmed lines, newest last, then what waits for the server and what it refused. */
export function CartList({ till, state, onSearch, onReopen }: Props) {
  const theme = useTheme();
  const language = useLanguage();
  const { words, locale, taka, quantity, problemTitle } = language;
  const list = useRef<ScrollView>(null);
  const lines = state.cart?.lines ?? [];
  const isEmpty = lines.length + state.waiting.length + state.refused.length === 0;
  const newest = lines.at(-1);
  const heightPx = useRef(0);
  // The newest row stands last and must be seen.
  const followEnd = (_: number, nextHeightPx: number) => {
    if (nextHeightPx > heightPx.current) list.current?.scrollToEnd({ animated: false });
    heightPx.current = nextHeightPx;
  };

  return (
    <ScrollView
      ref={list}
      onContentSizeChange={followEnd}
      style={{ flex: 1 }}
      contentContainerStyle={{ gap: space.s, flexGrow: 1 }}
      keyboardShouldPersistTaps="handled"
    >
      <Announcement>
        {newest === undefined || state.cart === null
          ? ''
          : words.rowAdded(itemName(newest, locale), quantity(newest.qtyThousandths), taka(state.cart.totalPaisa))}
      </Announcement>
      {isEmpty ? (
        <Text color={theme.muted} style={{ textAlign: 'center', paddingVertical: space.xl }}>
          {words.emptyCart}
        </Text>
      ) : null}
      {lines.map((line) => (
        <CartRow key={line.id} line={line} newest={line === newest} disabled={!state.linked} till={till} />
      ))}
      {state.waiting.map((scan) => (
        <View
          key={scan.key}
          style={{ padding: space.m, borderRadius: radius, borderWidth: 1, borderColor: theme.line, borderStyle: 'dashed' }}
        >
          <Text color={theme.muted}>
            {scan.label} · {words.waiting}
          </Text>
        </View>
      ))}
      {state.refused.map((scan) => (
        <RefusedRow key={scan.key} scan={scan} till={till} onSearch={onSearch} onReopen={onReopen} />
      ))}
      {state.problem === null ? null : (
        <Notice tone="danger" title={problemTitle(state.problem)} detail={stockShortage(state.problem, language)}>
          <Button label={words.ok} onPress={() => till.dropProblem()} style={{ alignSelf: 'flex-start' }} />
        </Notice>
      )}
    </ScrollView>
  );
}
