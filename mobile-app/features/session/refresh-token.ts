import type { ClientOptions } from '@zakpos/api-client';
import * as SecureStore from 'expo-secure-store';
import { Platform } from 'react-native';

const storeKey = 'zakpos.refresh-token';

// Not in a backup, from where another device could take the session over.
const deviceOnly = { keychainAccessible: SecureStore.WHEN_UNLOCKED_THIS_DEVICE_ONLY };

/** In the device's key store; in a browser in the HttpOnly cookie that the server sets, where no script reads it. */
export const refreshToken: ClientOptions['refreshToken'] =
  Platform.OS === 'web'
    ? 'cookie'
    : {
        read: () => SecureStore.getItemAsync(storeKey),
        write: (token) =>
          token === null ? SecureStore.deleteItemAsync(storeKey) : SecureStore.setItemAsync(storeKey, token, deviceOnly),
      };

export const tokenDelivery = Platform.OS === 'web' ? 'cookie' : 'body';
