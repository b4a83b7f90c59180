import * as SecureStore from 'expo-secure-store';
import { Platform } from 'react-native';

/** Small settings of this device that outlive a restart. No secret is ever one of them in a browser. */
export type PreferenceKey = 'language' | 'server-address' | 'register' | `pending-sale.${string}`;

const storeKey = (key: PreferenceKey) => `zakpos.${key}`;

export const readPreference = async (key: PreferenceKey): Promise<string | null> =>
  Platform.OS === 'web' ? localStorage.getItem(storeKey(key)) : SecureStore.getItemAsync(storeKey(key));

export const writePreference = async (key: PreferenceKey, value: string | null): Promise<void> => {
  if (Platform.OS === 'web') {
    if (value === null) localStorage.removeItem(storeKey(key));
    else localStorage.setItem(storeKey(key), value);
  } else if (value === null) {
    await SecureStore.deleteItemAsync(storeKey(key));
  } else {
    await SecureStore.setItemAsync(storeKey(key), value);
  }
};
