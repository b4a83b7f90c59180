import bengali from '@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2';
import latin from '@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-latin-wght-normal.woff2';
import { Asset } from 'expo-asset';
import { useEffect } from 'react';
import { Platform } from 'react-native';

const family = 'Noto Sans Bengali';

/** Undefined on Android and iOS: their own font draws Bangla, and React Native reads no woff2. */
export const fontFamily: string | undefined = Platform.OS === 'web' ? `"${family}", "Noto Sans", sans-serif` : undefined;

const addFace = async (module: number, unicodeRange: string): Promise<void> => {
  // FontFace and not a style sheet, because it takes the whole weight axis and needs no inline style from the page's policy.
  const face = new FontFace(family, `url(${Asset.fromModule(module).uri})`, { weight: '100 900', unicodeRange });
  document.fonts.add(await face.load());
};

/** Loads the app's own font in a browser; text is shown in the system's font until then. */
export const useFonts = (): void => {
  useEffect(() => {
    if (Platform.OS !== 'web') return;
    addFace(bengali, 'U+0951-0952, U+0964-0965, U+0980-09FE, U+1CD0-1CF2, U+200C-200D, U+20B9, U+25CC').catch(() => undefined);
    addFace(latin, 'U+0000-00FF, U+0131, U+02BB-02DC, U+2000-206F, U+20AC, U+2122, U+2212').catch(() => undefined);
  }, []);
};
