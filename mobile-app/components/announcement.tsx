import { Text } from './text.tsx';

/** Said by a screen reader when it changes, and not seen. */
export function Announcement({ children }: { children: string }) {
  return (
    <Text aria-live="polite" style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0 }}>
      {children}
    </Text>
  );
}
