import { memo } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../language/language.tsx';
import { stockShortage } from '../language/stock-shortage.ts';
import { space } from '../theme/tokens.ts';
import type { Till } from '../till/till.ts';
import type { RefusedScan } from '../till/till-state.ts';

interface Props {
  scan: RefusedScan;
  till: Till;
  onSearch: (query: string) => void;
  onReopen: () => void;
}

/** A scan that added nothing: it says why and stays until it is dropped; scanning goes on beside it. */
export const RefusedRow = memo(function RefusedRow({ scan, till, onSearch, onReopen }: Props) {
  const language = useLanguage();
  const { words, problemTitle } = language;
  const search = () => {
    till.dropRefused(scan.key);
    onSearch(scan.label);
  };
  const detail = `${problemTitle(scan.problem)} ${stockShortage(scan.problem, language)}`.trim();
  return (
    <Notice tone="danger" title={words.notAdded(scan.label)} detail={detail}>
      <View style={{ flexDirection: 'row', gap: space.s }}>
        {scan.problem.code === 'barcode_unknown' ? <Button label={words.search} onPress={search} /> : null}
        {scan.problem.code === 'session_closed' ? <Button label={words.chooseRegister} onPress={onReopen} /> : null}
        <Button
          label={words.drop}
          accessibilityLabel={`${words.drop} ${scan.label}`}
          onPress={() => till.dropRefused(scan.key)}
          testID="drop"
        />
      </View>
    </Notice>
  );
});
