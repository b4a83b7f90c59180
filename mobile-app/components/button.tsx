import { ActivityIndicator, Pressable, type StyleProp, type ViewStyle } from 'react-native';
import { radius, space, touch } from '../features/theme/tokens.ts';
import { useTheme } from '../features/theme/use-theme.ts';
import { Text } from './text.tsx';

interface Props {
  label: string;
  onPress: () => void;
  /** What a screen reader says, where the visible label alone (`−`) does not tell. */
  accessibilityLabel?: string;
  kind?: 'primary' | 'plain' | 'danger';
  size?: keyof typeof touch;
  disabled?: boolean;
  busy?: boolean;
  selected?: boolean;
  style?: StyleProp<ViewStyle>;
  testID?: string;
}

export function Button({ label, onPress, kind = 'plain', size = 'target', disabled = false, busy = false, ...rest }: Props) {
  const theme = useTheme();
  const off = disabled || busy;
  const filled = kind === 'primary' && !disabled;
  const color = filled ? theme.onPrimary : kind === 'danger' ? theme.danger.text : theme.text;
  return (
    <Pressable
      accessibilityRole="button"
      accessibilityLabel={rest.accessibilityLabel ?? label}
      accessibilityState={{ disabled: off, busy, ...(rest.selected === undefined ? {} : { selected: rest.selected }) }}
      disabled={off}
      onPress={onPress}
      testID={rest.testID}
      style={({ pressed }) => [
        {
          minHeight: touch[size],
          minWidth: touch[size],
          paddingHorizontal: space.m,
          borderRadius: radius,
          borderWidth: rest.selected ? 3 : 1,
          borderColor: filled || rest.selected ? theme.primary : theme.line,
          backgroundColor: filled ? theme.primary : theme.surface,
          opacity: pressed ? 0.75 : 1,
          flexDirection: 'row',
          gap: space.s,
          alignItems: 'center',
          justifyContent: 'center',
        },
        rest.style,
      ]}
    >
      {busy ? <ActivityIndicator color={color} /> : null}
      <Text size={size === 'pay' ? 'amount' : 'strong'} color={disabled ? theme.muted : color} numberOfLines={1}>
        {label}
      </Text>
    </Pressable>
  );
}
