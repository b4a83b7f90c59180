/**
 * Reads a printer's byte stream as a printer would. Every byte must belong to a command that a receipt may use, to visible ASCII or
 * to a line feed; anything else throws, so that a smuggled command cannot pass unseen.
 */
export type Printed =
  | { readonly type: 'line'; readonly text: string; readonly bold: boolean; readonly tall: boolean }
  | { readonly type: 'band'; readonly widthBytes: number; readonly heightDots: number; readonly bits: Uint8Array }
  | { readonly type: 'qr'; readonly data: string }
  | { readonly type: 'drawer' }
  | { readonly type: 'cut' };

export const decodeEscPos = (bytes: Uint8Array): Printed[] => {
  const printed: Printed[] = [];
  let at = 0;
  let text = '';
  let bold = false;
  let tall = false;
  let qrData = '';
  let initialised = false;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error('the stream ends inside a command');
    return byte;
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error('the stream ends inside data');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const word = () => next() + next() * 256;
  const expect = (what: string, ...allowed: number[]): number => {
    const byte = next();
    if (!allowed.includes(byte)) throw new Error(`${what} ${byte} at ${at - 1}`);
    return byte;
  };

  const escape = () => {
    const command = String.fromCharCode(next());
    if (command === '@') initialised = true;
    else if (command === 't' || command === 'M') expect(`ESC ${command}`, 0);
    else if (command === 'a') expect('ESC a', 0, 1);
    else if (command === 'E') bold = expect('ESC E', 0, 1) === 1;
    else if (command === 'p') {
      expect('ESC p', 0);
      take(2);
      printed.push({ type: 'drawer' });
    } else if (command !== '2') throw new Error(`unknown command ESC ${command} at ${at - 1}`);
  };
  const qr = () => {
    expect('GS (', 0x6b);
    const content = take(word());
    if (content[0] !== 49) throw new Error('not a QR code');
    if (content[1] === 80) qrData = Buffer.from(content.subarray(3)).toString('utf8');
    else if (content[1] === 81) printed.push({ type: 'qr', data: qrData });
  };
  const group = () => {
    const command = String.fromCharCode(next());
    if (command === '!') tall = expect('GS !', 0, 1) === 1;
    else if (command === '(') qr();
    else if (command === 'V') {
      expect('GS V', 66);
      next();
      printed.push({ type: 'cut' });
    } else if (command === 'v') {
      expect('GS v', 0x30);
      expect('GS v 0', 0);
      const widthBytes = word();
      const heightDots = word();
      printed.push({ type: 'band', widthBytes, heightDots, bits: take(widthBytes * heightDots) });
    } else throw new Error(`unknown command GS ${command} at ${at - 1}`);
  };

  while (at < bytes.length) {
    const byte = next();
    if (!initialised && byte !== 0x1b) throw new Error('the stream does not begin with ESC @');
    if (byte === 0x1b) escape();
    else if (byte === 0x1d) group();
    else if (byte === 0x1c) expect('FS', 0x2e);
    else if (byte === 0x0a) {
      printed.push({ type: 'line', text, bold, tall });
      text = '';
    } else if (byte >= 0x20 && byte <= 0x7e) text += String.fromCharCode(byte);
    else throw new Error(`byte ${byte} at ${at - 1} is no command and not printable`);
  }
  if (text !== '') throw new Error('text is left that was not fed');
  return printed;
};
