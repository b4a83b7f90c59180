import { createRequire } from 'node:module';

/**
 * Noto Sans Bengali (OFL 1.1), one TrueType file a weight, with the Latin letters as well: the printer's bands and the PDF files
 * are drawn with the same letters, and with none that happens to be installed on the machine.
 */
const require = createRequire(import.meta.url);
const file = (weight: string) => require.resolve(`@expo-google-fonts/noto-sans-bengali/${weight}/NotoSansBengali_${weight}.ttf`);

export const fontFile = {
  regular: () => file('400Regular'),
  medium: () => file('500Medium'),
  bold: () => file('700Bold'),
};
