import type { ApiClient } from '@zakpos/api-client';
import { routes } from '@zakpos/contracts';
import { useCallback } from 'react';
import { Pressable, ScrollView, View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { anyRefusal, ask } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { itemName } from '../language/item-name.ts';
import { useLanguage } from '../language/language.tsx';
import { radius, space, touch } from '../theme/tokens.ts';
import { useTheme } from '../theme/use-theme.ts';

interface Props {
  api: ApiClient;
  shopId: string;
  query: string;
  onPick: (variantId: string, name: string) => void;
  onClose: () => void;
}

/** What a typed name finds; a press adds it. */
export function SearchResults({ api, shopId, query, onPick, onClose }: Props) {
  const theme = useTheme();
  const { words, locale, taka, quantity } = useLanguage();
  const question = useCallback(
    () => ask((signal) => api.call(routes.search, { query: { shopId, q: query }, signal }), anyRefusal),
    [api, shopId, query],
  );
  const { answer, again } = useAnswer(question);

  return (
    <View style={{ flex: 1, gap: space.s }}>
      {answer === null ? <Text role="status">{words.loading}</Text> : null}
      {answer !== null && answer.kind !== 'ok' ? <Failure failure={answer} onRetry={again} /> : null}
      {answer?.kind === 'ok' && answer.value.items.length === 0 ? <Notice tone="warn" title={words.nothingFound(query)} /> : null}
      <ScrollView style={{ flex: 1 }} contentContainerStyle={{ gap: space.s }} keyboardShouldPersistTaps="handled">
        {answer?.kind === 'ok'
          ? answer.value.items.map((item) => (
              <Pressable
                key={item.variantId}
                accessibilityRole="button"
                onPress={() => onPick(item.variantId, itemName(item, locale))}
                testID="search-result"
                style={{
                  minHeight: touch.key,
                  flexDirection: 'row',
                  alignItems: 'center',
                  gap: space.s,
                  padding: space.s,
                  borderRadius: radius,
                  borderWidth: 1,
                  borderColor: theme.line,
                  backgroundColor: theme.surface,
                }}
              >
                <View style={{ flex: 1 }}>
                  <Text size="strong">{itemName(item, locale)}</Text>
                  <Text size="small" color={theme.muted}>
                    {words.left(`${quantity(item.availableThousandths)} ${item.unitCode}`)}
                  </Text>
                </View>
                <Text size="amount">{taka(item.pricePaisa)}</Text>
              </Pressable>
            ))
          : null}
      </ScrollView>
      <Button label={words.back} onPress={onClose} />
    </View>
  );
}
