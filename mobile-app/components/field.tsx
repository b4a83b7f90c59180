import { type Ref, useId } from 'react';
import { TextInput, type TextInputProps, View } from 'react-native';
import { radius, space, text, touch } from '../features/theme/tokens.ts';
import { fontFamily } from '../features/theme/use-fonts.ts';
import { useTheme } from '../features/theme/use-theme.ts';
import { Text } from './text.tsx';

interface Props extends Omit<TextInputProps, 'style'> {
  label: string;
  /** A refusal of this field, said under it. */
  fault?: string | undefined;
  large?: boolean;
  inputRef?: Ref<TextInput>;
}

/** A labelled text field. */
export function Field({ label, fault, large = false, inputRef, ...input }: Props) {
  const theme = useTheme();
  const id = useId();
  return (
    <View style={{ gap: space.xs }}>
      <Text nativeID={id} size="small" color={theme.muted}>
        {label}
      </Text>
      <TextInput
        ref={inputRef}
        accessibilityLabel={label}
        accessibilityLabelledBy={id}
        placeholderTextColor={theme.muted}
        style={{
          ...(large ? text.heading : text.body),
          fontFamily,
          minHeight: large ? touch.key : touch.target,
          paddingHorizontal: space.m,
          paddingVertical: space.s,
          borderRadius: radius,
          borderWidth: fault === undefined ? 1 : 2,
          borderColor: fault === undefined ? theme.line : theme.danger.text,
          backgroundColor: theme.surface,
          color: theme.text,
        }}
        {...input}
      />
      {fault === undefined ? null : (
        <Text role="alert" size="small" color={theme.danger.text}>
          {fault}
        </Text>
      )}
    </View>
  );
}
