import { useColorScheme } from 'react-native';
import { type Palette, palettes } from './tokens.ts';

/** The palette of the device's current scheme. */
export const useTheme = (): Palette => palettes[useColorScheme() === 'dark' ? 'dark' : 'light'];
