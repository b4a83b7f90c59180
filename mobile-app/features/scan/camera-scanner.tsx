import { type BarcodeType, CameraView, useCameraPermissions } from 'expo-camera';
import { useMemo } from 'react';
import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Text } from '../../components/text.tsx';
import { useLanguage } from '../language/language.tsx';
import { radius, space } from '../theme/tokens.ts';
import { createReadFilter } from './read-filter.ts';

// The symbols of domain.md; fewer types make a camera both faster and less prone to misreading.
const barcodeTypes: BarcodeType[] = ['ean13', 'ean8', 'upc_a', 'upc_e', 'code128', 'qr', 'datamatrix'];

/** The camera as a scanner: each code once, and again only after it was out of sight. */
export default function CameraScanner({ onCode }: { onCode: (code: string) => void }) {
  const { words } = useLanguage();
  const [permission, askPermission] = useCameraPermissions();
  const accept = useMemo(() => createReadFilter(), []);

  if (permission === null) return null;
  if (!permission.granted) {
    return (
      <Notice tone="warn" title={words.cameraRefused}>
        {permission.canAskAgain ? <Button label={words.allowCamera} onPress={() => void askPermission()} /> : null}
      </Notice>
    );
  }
  return (
    <View style={{ gap: space.xs }}>
      <CameraView
        style={{ height: 200, borderRadius: radius, overflow: 'hidden' }}
        barcodeScannerSettings={{ barcodeTypes }}
        onBarcodeScanned={({ data }) => {
          if (accept(data, performance.now())) onCode(data);
        }}
      />
      <Text size="small">{words.pointCamera}</Text>
    </View>
  );
}
