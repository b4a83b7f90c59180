'use client';
import { routes, type Settings } from '@zakpos/contracts';
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { Waiting } from '../shell/waiting.tsx';

interface SettingsState {
  settings: Settings;
  replace: (settings: Settings) => void;
}
const SettingsContext = createContext<SettingsState | null>(null);

const useSettingsState = (): SettingsState => {
  const state = use(SettingsContext);
  if (state === null) throw new Error('settings asked for outside SettingsProvider');
  return state;
};
/** How this tenant writes digits, rounds cash and so on. */
export const useSettings = (): Settings => useSettingsState().settings;
/** Tells the page of settings that were just stored. */
export const useReplaceSettings = (): ((settings: Settings) => void) => useSettingsState().replace;

/** Loads the settings once; what is below shows only with them. */
export const SettingsProvider = ({ children }: { children: ReactNode }) => {
  const [settings, replace] = useState<Settings | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => {
    setError(null);
    api.call(routes.getSettings, {}).then(replace, setError);
  }, []);
  useEffect(load, [load]);
  const state = useMemo(() => settings && { settings, replace }, [settings]);
  if (error !== null) return <Failure error={error} onRetry={load} className="m-4" />;
  if (state === null) return <Waiting />;
  return <SettingsContext value={state}>{children}</SettingsContext>;
};
