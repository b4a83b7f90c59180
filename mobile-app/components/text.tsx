import { Text as NativeText, type TextProps } from 'react-native';
import { text } from '../features/theme/tokens.ts';
import { fontFamily } from '../features/theme/use-fonts.ts';
import { useTheme } from '../features/theme/use-theme.ts';

interface Props extends TextProps {
  size?: keyof typeof text;
  color?: string;
}

/** Text in the app's font, size and colour. */
export function Text({ size = 'body', color, style, ...rest }: Props) {
  const theme = useTheme();
  return <NativeText style={[text[size], { color: color ?? theme.text, fontFamily }, style]} {...rest} />;
}
