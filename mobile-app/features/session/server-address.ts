/** The origin that was typed, without a path, or null. Without a scheme https is meant: plain http must be typed out. */
export const parseServerAddress = (typed: string): string | null => {
  const text = typed.trim();
  const withScheme = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  try {
    const { origin, hostname } = new URL(withScheme);
    return hostname === '' ? null : origin;
  } catch {
    return null;
  }
};
