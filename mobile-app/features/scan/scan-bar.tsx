import { lazy, Suspense, useRef, useState } from 'react';
import { Platform, type TextInput, View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { useTypedScan } from './use-typed-scan.ts';
import { useWedge } from './use-wedge.ts';

// In a browser the scanner types; the camera's decoder there would be fetched from elsewhere.
const CameraScanner = Platform.OS === 'web' ? null : lazy(() => import('./camera-scanner.tsx'));

const bengaliLetters = /[\u0985-\u09b9]/;

interface Props {
  /** A code that a scanner or the camera read. */
  onScan: (code: string) => void;
  /** What a person typed: a code or a name. */
  onEntry: (text: string) => void;
}

/** Where codes come in: scanner, camera, keys. Without a soft keyboard until it is asked for, for it would hide the cart. */
export function ScanBar({ onScan, onEntry }: Props) {
  const { words } = useLanguage();
  const [typed, setTyped] = useState('');
  const [softKeyboard, setSoftKeyboard] = useState(false);
  const [camera, setCamera] = useState(false);
  const [inBangla, setInBangla] = useState(false);
  const field = useRef<TextInput>(null);

  const scan = (code: string) => {
    const unreadable = bengaliLetters.test(code);
    setInBangla(unreadable);
    if (!unreadable) onScan(code);
  };
  useWedge(scan);
  const typedScan = useTypedScan({ text: typed, setText: setTyped, onCode: scan });

  const submit = () => {
    if (typedScan.takeScan()) return;
    const text = typed.trim();
    setTyped('');
    field.current?.focus();
    if (text !== '') onEntry(text);
  };

  return (
    <View style={{ gap: space.s }}>
      <View style={{ flexDirection: 'row', alignItems: 'flex-end', gap: space.s }}>
        <View style={{ flex: 1 }}>
          <Field
            label={words.scanOrType}
            inputRef={field}
            value={typed}
            onChangeText={typedScan.change}
            onSubmitEditing={submit}
            submitBehavior="submit"
            autoFocus
            autoCapitalize="none"
            autoCorrect={false}
            autoComplete="off"
            inputMode={softKeyboard ? 'text' : 'none'}
            showSoftInputOnFocus={softKeyboard}
            testID="scan-field"
          />
        </View>
        {typed === '' ? null : <Button label={words.add} kind="primary" onPress={submit} testID="add" />}
        <Button
          label="⌨"
          accessibilityLabel={words.showKeyboard}
          selected={softKeyboard}
          onPress={() => {
            setSoftKeyboard(!softKeyboard);
            field.current?.focus();
          }}
        />
        {CameraScanner === null ? null : (
          <Button label={words.camera} selected={camera} onPress={() => setCamera(!camera)} testID="camera" />
        )}
      </View>
      {inBangla ? <Notice tone="warn" title={words.keyboardInBangla} /> : null}
      {CameraScanner !== null && camera ? (
        <Suspense>
          <CameraScanner onCode={scan} />
        </Suspense>
      ) : null}
    </View>
  );
}
