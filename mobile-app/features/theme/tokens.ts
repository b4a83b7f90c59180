/** Colours, sizes and type of docs' style table; every text colour keeps at least 4.5:1 on its surface in both schemes. */
export interface Tone {
  text: string;
  tint: string;
}

export interface Palette {
  background: string;
  surface: string;
  text: string;
  muted: string;
  line: string;
  primary: string;
  onPrimary: string;
  ok: Tone;
  warn: Tone;
  danger: Tone;
}

export type ToneName = 'ok' | 'warn' | 'danger';

export const palettes: Record<'light' | 'dark', Palette> = {
  light: {
    background: '#F5F6F4',
    surface: '#FFFFFF',
    text: '#12181F',
    muted: '#4A5560',
    line: '#7B8590',
    primary: '#0B57A4',
    onPrimary: '#FFFFFF',
    ok: { text: '#0A6640', tint: '#E3F4EA' },
    warn: { text: '#6B4300', tint: '#FFF0C9' },
    danger: { text: '#A6201A', tint: '#FDE8E6' },
  },
  dark: {
    background: '#0F141A',
    surface: '#1A2129',
    text: '#F1F4F7',
    muted: '#AAB5C0',
    line: '#73808D',
    primary: '#84BBF7',
    onPrimary: '#06213D',
    ok: { text: '#7FD9A8', tint: '#12301F' },
    warn: { text: '#FFD479', tint: '#3A2A05' },
    danger: { text: '#FF9F96', tint: '#40150F' },
  },
};

export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const;
export const radius = 8;
export const touch = { target: 48, key: 56, pay: 64 } as const;

// Bangla signs above and below the line need a line height of 1.5.
const lineHeightRatio = 1.5;
const type = (fontSize: number, fontWeight: '400' | '600') => ({ fontSize, lineHeight: fontSize * lineHeightRatio, fontWeight });
export const text = {
  small: type(14, '400'),
  body: type(16, '400'),
  strong: type(16, '600'),
  amount: type(18, '600'),
  heading: type(24, '600'),
  total: type(40, '600'),
  change: type(48, '600'),
} as const;
